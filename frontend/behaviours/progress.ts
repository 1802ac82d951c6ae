/**
 * Work that goes on in the background: data-behaviour="progress" data-poll="/imports/5/progress" [data-events="/imports/5/events"].
 * Both give the same fragment (web/progress.html); data-state="running" goes on, anything else is the end.
 */
import { behaviour, mountAll } from "../page/behaviour";
import htmx from "../page/htmx";

const PAUSE_MS = 1500;

function isRunning(element: HTMLElement): boolean {
  return element.isConnected && element.dataset["state"] === "running";
}

/** Take the news over into the element that is there, so that the bar glides and the focus stays. */
function show(element: HTMLElement, html: string): void {
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

async function poll(element: HTMLElement): Promise<void> {
  while (isRunning(element)) {
    await new Promise((resolve) => window.setTimeout(resolve, PAUSE_MS));
    if (document.hidden) continue;
    try {
      const response = await fetch(element.dataset["poll"] ?? "", { headers: { "HX-Request": "true" } });
      if (response.ok) show(element, await response.text());
    } catch {
      // The server is away for a moment: the work goes on there, and so do we here.
    }
  }
}

function follow(element: HTMLElement, address: string): void {
  const source = new EventSource(address);
  source.addEventListener("message", (event: MessageEvent<string>) => {
    show(element, event.data);
    if (!isRunning(element)) source.close();
  });
  source.addEventListener("error", () => {
    source.close();
    void poll(element);
  });
}

behaviour("progress", (element) => {
  if (!isRunning(element)) return;
  const events = element.dataset["events"];
  if (events && "EventSource" in window) follow(element, events);
  else void poll(element);
});
