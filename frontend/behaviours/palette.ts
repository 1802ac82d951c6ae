/** Ctrl/Cmd-K: one field that finds records, pages and commands. The server sends the groups as an HTML fragment. */
import { on } from "../page/behaviour";
import { address, say } from "../page/client";
import { ask } from "../page/request";
import { isComposing } from "../page/typing";
import htmx, { visit } from "../page/htmx";

const PAUSE_MS = 120;
let timer = 0;
/** The search is behind what was typed; Enter waits for it rather than open an answer to older words. */
let isBehind = false;
let runWhenFound = false;
let running: AbortController | null = null;

const box = () => document.querySelector<HTMLDialogElement>("#palette");
const field = () => document.querySelector<HTMLInputElement>("#palette-field");
const results = () => document.querySelector<HTMLElement>("#palette-results");

export function openPalette(): void {
  const palette = box();
  if (!palette || palette.open) return;
  palette.showModal();
  field()?.select();
  void find(field()?.value ?? "");
}

async function find(words: string): Promise<void> {
  running?.abort();
  running = new AbortController();
  const query = new URLSearchParams({ q: words, at: location.pathname });
  const answer = await ask(`${address("search")}?${query.toString()}`, { signal: running.signal });
  const shelf = results();
  // The answer to older words comes late: what was typed since is still being looked for.
  if (!answer?.ok || !shelf || words !== (field()?.value ?? "")) return;
  shelf.innerHTML = answer.text;
  htmx.process(shelf);
  select(options()[0]);
  const count = options().length;
  if (!count && words) shelf.textContent = say("no_match");
  isBehind = false;
  if (runWhenFound) runSelected(false);
  runWhenFound = false;
}

function options(): HTMLElement[] {
  return [...(results()?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];
}

function select(chosen: HTMLElement | undefined): void {
  options().forEach((option, index) => {
    option.id ||= `palette-option-${index}`;
    option.setAttribute("aria-selected", String(option === chosen));
  });
  if (chosen) {
    field()?.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else field()?.removeAttribute("aria-activedescendant");
}

function step(by: number): void {
  const all = options();
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  select(all[(now + by + all.length) % all.length]);
}

/** A command carries hx-* of its own and runs by its click; a record or page is a visit. */
function run(option: HTMLElement, inNewTab: boolean): void {
  const href = option.dataset["href"];
  box()?.close();
  if (!href) return;
  if (inNewTab) window.open(href, "_blank", "noopener");
  else void visit(href);
}

function runSelected(inNewTab: boolean): void {
  const chosen = options().find((option) => option.getAttribute("aria-selected") === "true");
  if (chosen?.dataset["href"]) run(chosen, inNewTab);
  else chosen?.click();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  }
});

on("click", "[data-palette-open]", openPalette);

on("input", "#palette-field", (event, input) => {
  if ((event).isComposing) return;
  isBehind = true;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void find((input as HTMLInputElement).value), PAUSE_MS);
});

// A Chinese input method ends with this and no further input event in some browsers.
on("compositionend", "#palette-field", (_, input) => { void find((input as HTMLInputElement).value); });

on("keydown", "#palette-field", (event) => {
  if (isComposing(event)) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) {
    event.preventDefault();
    step(by);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (isBehind) runWhenFound = true;
    else runSelected(event.ctrlKey || event.metaKey);
  }
});

on("click", '#palette-results [role="option"]', (event, option) => { run(option, event.ctrlKey || event.metaKey); });

on("click", "#palette", (event, palette) => {
  if (event.target === palette) (palette as HTMLDialogElement).close();
});
