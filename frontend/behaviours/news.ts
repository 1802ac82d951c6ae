/**
 * News while the page is open: the bell's count follows the server, by events or, where these don't come through, by asking.
 * [data-bell] holds the count in [data-bell-count]. Only the tab that is looked at listens: a browser opens few streams at once.
 */
import { address } from "../page/client";

const PAUSE_MS = 60_000;
const FAILURES = 3;
let source: EventSource | null = null;
let failures = 0;
let timer = 0;

function show(count: number): void {
  document.querySelectorAll<HTMLElement>("[data-bell-count]").forEach((badge) => {
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.hidden = count === 0;
  });
}

async function refresh(): Promise<void> {
  try {
    const response = await fetch(`${address("notifications")}/count`, { headers: { Accept: "application/json" } });
    if (response.ok) show(((await response.json()) as { count: number }).count);
  } catch {
    // The server is away for a moment; the next round asks again.
  }
}

function stop(): void {
  source?.close();
  source = null;
  window.clearInterval(timer);
}

function poll(): void {
  stop();
  timer = window.setInterval(() => { void refresh(); }, PAUSE_MS);
}

function listen(): void {
  stop();
  source = new EventSource(address("events"));
  source.addEventListener("notice", () => {
    failures = 0;
    void refresh();
    document.dispatchEvent(new CustomEvent("notices-changed"));
  });
  source.addEventListener("error", () => {
    failures += 1;
    if (failures >= FAILURES) poll();
  });
}

function follow(): void {
  if (document.hidden || !document.querySelector("[data-bell]")) stop();
  else if (failures >= FAILURES) poll();
  else listen();
}

document.addEventListener("notices-changed", () => { void refresh(); });
document.addEventListener("visibilitychange", () => {
  follow();
  if (!document.hidden) void refresh();
});
document.addEventListener("DOMContentLoaded", follow);
