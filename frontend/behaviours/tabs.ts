/** Tabs inside a page (role=tablist): arrows move, the panel named by aria-controls shows. Tabs that are pages are links. */
import { on } from "../page/behaviour";

function choose(tab: HTMLElement): void {
  const all = tab.closest('[role="tablist"]')?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [];
  for (const other of all) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls") ?? "");
    if (panel && (chosen || panel.id !== tab.getAttribute("aria-controls"))) panel.hidden = !chosen;
  }
  tab.dispatchEvent(new CustomEvent("tab-chosen", { bubbles: true }));
}

on("click", '[role="tab"]', (_, tab) => { choose(tab); });

on("keydown", '[role="tab"]', (event, tab) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...(tab.closest('[role="tablist"]')?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])];
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  next?.focus();
  if (next) choose(next);
});
