/**
 * Work that goes on in the background: data-behaviour="progress" data-poll="/imports/5/progress" [data-events="/imports/5/events"].
 * The first gives the fragment (web/progress.html), the second tells when to look; any data-state but "running" is the end.
 */
import { behaviour, mountAll } from "../page/behaviour";
import htmx from "../page/htmx";

const PAUSE_MS = 1500;
const SLOW_MS = 5000;

function isRunning(element: HTMLElement): boolean {
  return element.isConnected && element.dataset["state"] === "running";
}

/** Take the news over into the element that is there, so that the bar glides and the focus stays. */
function show(element: HTMLElement, html: string): void {
  if (!isRunning(element)) return;
  const template = document.createElement("template");
  template.innerHTML = html;
  const news = template.content.firstElementChild as HTMLElement | null;
  if (!news) return;
  const bar = element.querySelector("progress");
  const nextBar = news.querySelector("progress");
  if (bar && nextBar) {
    bar.max = nextBar.max;
    bar.value = nextBar.value;
    nextBar.replaceWith(bar);
  }
  element.dataset["state"] = news.dataset["state"] ?? "done";
  element.replaceChildren(...news.childNodes);
  htmx.process(element);
  mountAll(element);
  if (!isRunning(element)) htmx.trigger(element, "progress-done");
}

/** Fetch the fragment as it is now. */
async function look(element: HTMLElement): Promise<void> {
  try {
    const response = await fetch(element.dataset["poll"] ?? "", { headers: { "HX-Request": "true" } });
    if (response.ok) show(element, await response.text());
  } catch {
    // The server is away for a moment: the work goes on there, and so do we here.
  }
}

async function poll(element: HTMLElement, pause = PAUSE_MS): Promise<void> {
  while (isRunning(element)) {
    await new Promise((resolve) => window.setTimeout(resolve, pause));
    if (!document.hidden && isRunning(element)) await look(element);
  }
}

/** News say that there is more to see, not what: each makes us look. A slow round beside it finds what was not told. */
function follow(element: HTMLElement, address: string): void {
  const source = new EventSource(address);
  source.addEventListener("open", () => { void look(element); });
  source.addEventListener("job", () => { void look(element); });
  let asking = false;
  source.addEventListener("error", () => {
    source.close();
    if (!asking) void poll(element);
    asking = true;
  });
  void poll(element, SLOW_MS).then(() => { source.close(); });
}

behaviour("progress", (element) => {
  if (!isRunning(element)) return;
  const events = element.dataset["events"];
  if (events && "EventSource" in window) follow(element, events);
  else void poll(element);
});
