/** Menus and popovers: placed beside their button, arrow keys inside. Opening and Esc are the browser's (popover API). */
import { on } from "../page/behaviour";
import { place } from "../page/place";

/** The button that was pressed; several may open the same popover. */
function opener(popover: HTMLElement): Element | null {
  const buttons = `[popovertarget="${CSS.escape(popover.id)}"]`;
  return document.activeElement?.matches(buttons) ? document.activeElement : document.querySelector(buttons);
}

document.addEventListener("toggle", (event) => {
  const popover = event.target;
  if (!(popover instanceof HTMLElement) || !popover.matches(".menu")) return;
  const isOpen = (event).newState === "open";
  const button = opener(popover);
  button?.setAttribute("aria-expanded", String(isOpen));
  if (!isOpen || !button) return;
  place(popover, button);
  if (popover.getAttribute("role") === "menu") items(popover)[0]?.focus();
}, true);

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([disabled])')];
}

const STEPS: Record<string, (index: number, count: number) => number> = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

on("keydown", '[role="menu"]', (event, menu) => {
  const all = items(menu);
  const step = STEPS[event.key];
  if (!step || !all.length) return;
  event.preventDefault();
  all[step(all.indexOf(document.activeElement as HTMLElement), all.length)]?.focus();
});

on("click", '[role="menuitem"]', (_, item) => {
  item.closest<HTMLElement>("[popover]")?.hidePopover();
});
