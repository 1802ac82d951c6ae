/** A thin line along the top for anything that takes longer than 150 ms. */
import { onHtmx } from "./htmx";

const PATIENCE_MS = 150;
let running = 0;
let timer = 0;

function line(): HTMLElement | null {
  return document.querySelector("[data-progress-line]");
}

onHtmx("htmx:before:request", () => {
  running += 1;
  if (running > 1) return;
  timer = window.setTimeout(() => line()?.setAttribute("data-on", ""), PATIENCE_MS);
});

onHtmx("htmx:finally:request", () => {
  running = Math.max(0, running - 1);
  if (running) return;
  window.clearTimeout(timer);
  line()?.removeAttribute("data-on");
});
