/**
 * A row opens beside the list. The address carries ?panel=ID, Esc closes, up and down go to the next row.
 * On the list: data-behaviour="side-panel" data-panel-url="/customers/{id}/panel"; in it: a[data-panel="ID"], [data-panel-place].
 */
import { behaviour, mountAll, on } from "../page/behaviour";
import htmx from "../page/htmx";
import { ask } from "../page/request";

const list = () => document.querySelector<HTMLElement>('[data-behaviour~="side-panel"]');
const panelPlace = () => document.querySelector<HTMLElement>("[data-panel-place]");
const wanted = () => new URLSearchParams(location.search).get("panel");
let shown: string | null = null;
let here = location.href;

function addressWith(id: string | null): string {
  const url = new URL(location.href);
  if (id) url.searchParams.set("panel", id);
  else url.searchParams.delete("panel");
  return url.pathname + url.search;
}

function go(id: string | null, how: "push" | "replace"): void {
  const method = how === "push" ? "pushState" : "replaceState";
  history[method]({ htmx: true }, "", addressWith(id));
  void show();
}

function markRow(id: string | null): void {
  list()?.querySelectorAll("tr[data-open]").forEach((row) => { row.removeAttribute("data-open"); });
  if (id) list()?.querySelector(`tr[data-id="${CSS.escape(id)}"]`)?.setAttribute("data-open", "");
}

/** Make the panel agree with the address. */
async function show(): Promise<void> {
  here = location.href;
  const id = wanted();
  const place = panelPlace();
  const pattern = list()?.dataset["panelUrl"];
  if (!place || !pattern || id === shown) return;
  shown = id;
  markRow(id);
  if (!id) {
    place.replaceChildren();
    return;
  }
  const answer = await ask(pattern.replace("{id}", encodeURIComponent(id)));
  if (wanted() !== id) return;
  if (!answer?.ok) {
    go(null, "replace");
    return;
  }
  const had = place.contains(document.activeElement) || document.activeElement?.closest("tr");
  place.innerHTML = answer.text;
  htmx.process(place);
  mountAll(place);
  if (had) place.querySelector<HTMLElement>("[data-panel-title]")?.focus();
}

function close(): void {
  const id = shown;
  go(null, "push");
  if (id) list()?.querySelector<HTMLElement>(`a[data-panel="${CSS.escape(id)}"]`)?.focus();
}

function step(by: number): void {
  const links = [...(list()?.querySelectorAll<HTMLElement>("a[data-panel]") ?? [])];
  const now = links.findIndex((link) => link.dataset["panel"] === shown);
  const next = links[now + by]?.dataset["panel"];
  if (next) go(next, "replace");
}

behaviour("side-panel", () => {
  shown = null;
  void show();
});

// Caught on the way down: on the way up htmx would already have followed the link.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLElement>("a[data-panel]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || !panelPlace()) return;
  event.preventDefault();
  event.stopPropagation();
  go(link.dataset["panel"] ?? null, shown ? "replace" : "push");
}, true);

on("click", "[data-panel-close]", close);
on("click", "[data-panel-step]", (_, button) => { step(Number(button.dataset["panelStep"])); });

on("keydown", "[data-panel-place]", (event) => {
  const target = event.target as Element;
  if (event.isComposing || event.defaultPrevented || target.closest("dialog, [popover]")) return;
  const typing = target.matches("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && !typing) close();
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && !typing && !target.matches('[role="tab"], [role="menuitem"]')) {
    event.preventDefault();
    step(by);
  }
});

// Back and forward between two states of the panel need no new list: only the panel follows.
document.addEventListener("htmx:before:history:restore", (event) => {
  const before = new URL(here);
  const after = new URL(location.href);
  before.searchParams.delete("panel");
  after.searchParams.delete("panel");
  if (list() && before.href === after.href) {
    event.preventDefault();
    void show();
  }
});
document.addEventListener("htmx:after:history:push", () => { here = location.href; });
document.addEventListener("htmx:after:history:replace", () => { here = location.href; });
