/** Choosing rows: boxes, Shift for a range, the page, all that match; the bulk bar shows while any are chosen. */
import { behaviour } from "../page/behaviour";
import { formatCount, say } from "../page/client";

interface Choice {
  ids: Set<string>;
  all: boolean;
  last: string | null;
}

/** Kept by the filter they were made under, so paging keeps them and another filter starts afresh. */
const choices = new Map<string, Choice>();

function choiceOf(list: HTMLElement): Choice {
  const key = list.dataset["scope"] ?? list.id;
  const choice = choices.get(key) ?? { ids: new Set<string>(), all: false, last: null };
  choices.set(key, choice);
  return choice;
}

const boxesIn = (list: HTMLElement) => [...list.querySelectorAll<HTMLInputElement>("[data-pick]")];

function showRows(list: HTMLElement, choice: Choice): void {
  const boxes = boxesIn(list);
  for (const box of boxes) {
    box.checked = choice.all || choice.ids.has(box.value);
    box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
  }
  const page = list.querySelector<HTMLInputElement>("[data-pick-page]");
  if (!page) return;
  const chosen = boxes.filter((box) => box.checked).length;
  page.checked = chosen > 0 && chosen === boxes.length;
  page.indeterminate = chosen > 0 && chosen < boxes.length;
}

function showBar(list: HTMLElement, choice: Choice): void {
  const bar = list.querySelector<HTMLElement>("[data-bulk]");
  if (!bar) return;
  const total = Number(list.dataset["total"] ?? 0);
  const count = choice.all ? total : choice.ids.size;
  bar.hidden = count === 0;
  const words = bar.querySelector("[data-bulk-count]");
  if (words) words.textContent = say(choice.all ? "all_selected" : "selected", { count: formatCount(count) });
  const more = bar.querySelector<HTMLElement>("[data-bulk-all]");
  if (more) more.hidden = choice.all || total <= choice.ids.size || !boxesIn(list).every((box) => box.checked);
  bar.querySelectorAll<HTMLElement>("[data-needs]").forEach((button) => {
    button.hidden = count < Number(button.dataset["needs"]);
  });
}

/** What bulk buttons send with hx-include="#chosen": ids by commas, or all=1 with the filter the server wrote there. */
function fillForm(list: HTMLElement, choice: Choice): void {
  const form = list.querySelector<HTMLFormElement>("#chosen");
  const ids = form?.querySelector<HTMLInputElement>('[name="ids"]');
  const all = form?.querySelector<HTMLInputElement>('[name="all"]');
  if (ids) ids.value = choice.all ? "" : [...choice.ids].join(",");
  if (all) all.value = choice.all ? "1" : "";
}

function show(list: HTMLElement): void {
  const choice = choiceOf(list);
  showRows(list, choice);
  showBar(list, choice);
  fillForm(list, choice);
}

function pick(list: HTMLElement, box: HTMLInputElement, withShift: boolean): void {
  const choice = choiceOf(list);
  if (choice.all) boxesIn(list).forEach((other) => choice.ids.add(other.value));
  choice.all = false;
  const boxes = boxesIn(list);
  const from = boxes.findIndex((other) => other.value === choice.last);
  const to = boxes.indexOf(box);
  const range = withShift && from >= 0 ? boxes.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
  for (const one of range) choice.ids[box.checked ? "add" : "delete"](one.value);
  choice.last = box.value;
  show(list);
}

function pickPage(list: HTMLElement, isChosen: boolean): void {
  const choice = choiceOf(list);
  choice.all = false;
  boxesIn(list).forEach((box) => choice.ids[isChosen ? "add" : "delete"](box.value));
  show(list);
}

function clear(list: HTMLElement): void {
  choices.delete(list.dataset["scope"] ?? list.id);
  show(list);
}

behaviour("selection", (list) => {
  list.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.matches("[data-pick]")) pick(list, target as HTMLInputElement, event.shiftKey);
    else if (target.matches("[data-pick-page]")) pickPage(list, (target as HTMLInputElement).checked);
    else if (target.closest("[data-bulk-all]")) {
      choiceOf(list).all = true;
      show(list);
    } else if (target.closest("[data-bulk-none]")) clear(list);
  });
  list.addEventListener("htmx:after:settle", () => { show(list); });
  show(list);
});

/** HX-Trigger "selection-done" after a bulk action: the chosen rows are dealt with. */
document.addEventListener("selection-done", () => {
  document.querySelectorAll<HTMLElement>('[data-behaviour~="selection"]').forEach(clear);
});
