/** Columns take a new width by dragging their edge, or by arrows on it; the width is kept on the server by [data-keep]. */
import { on } from "../page/behaviour";
import { ask } from "../page/request";

const LEAST = 60;
const MOST = 640;
const STEP = 16;

function setWidth(head: HTMLElement, width: number): void {
  const bounded = `${Math.round(Math.min(MOST, Math.max(LEAST, width)))}px`;
  Object.assign(head.style, { width: bounded, minWidth: bounded, maxWidth: bounded });
}

function keep(head: HTMLElement): void {
  const address = head.closest<HTMLElement>("table")?.dataset["widthUrl"];
  if (!address) return;
  const body = new URLSearchParams({ field: head.dataset["field"] ?? "", width: String(head.offsetWidth) });
  void ask(address, { method: "POST", body });
}

on("pointerdown", ".resize", (event, edge) => {
  const head = edge.closest<HTMLElement>("th");
  if (!head) return;
  event.preventDefault();
  const start = event.clientX - head.offsetWidth;
  edge.setPointerCapture(event.pointerId);
  edge.dataset["on"] = "";
  const move = (moved: PointerEvent) => { setWidth(head, moved.clientX - start); };
  edge.addEventListener("pointermove", move);
  // The last stretch may be told by the release alone, which may come after the capture is lost: so the width is kept after both.
  edge.addEventListener("pointerup", move, { once: true });
  edge.addEventListener("lostpointercapture", () => {
    edge.removeEventListener("pointermove", move);
    delete edge.dataset["on"];
    window.setTimeout(() => { keep(head); });
  }, { once: true });
});

on("keydown", "th[data-field] .sort", (event, sorter) => {
  const by = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
  const head = sorter.closest<HTMLElement>("th");
  if (!by || !event.altKey || !head) return;
  event.preventDefault();
  setWidth(head, head.offsetWidth + by);
  keep(head);
});

// Widths the server remembered come as data-width: a style attribute is not allowed by the policy.
document.addEventListener("htmx:after:process", applyKept);
document.addEventListener("DOMContentLoaded", applyKept);

function applyKept(): void {
  document.querySelectorAll<HTMLElement>("th[data-width]").forEach((head) => { setWidth(head, Number(head.dataset["width"])); });
}
