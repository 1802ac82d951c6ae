/**
 * The column chooser: what is ticked stands above the line, in the order of the columns. Order by drag, by Alt and an arrow key, or
 * by the buttons; "apply" sends columns=a,b,c in the address.
 */
import Sortable from "sortablejs";
import { behaviour, on } from "../page/behaviour";
import { visit } from "../page/htmx";

const lineOf = (list: Element) => list.querySelector<HTMLElement>("[data-columns-end]");
const boxOf = (item: Element) => item.querySelector<HTMLInputElement>("input[name=column]");

behaviour("columns", (list) => {
  Sortable.create(list, {
    handle: ".handle", draggable: ".column-item, [data-columns-end]", filter: "[data-columns-end]", preventOnFilter: false, animation: 120,
    onEnd: () => { tickByPlace(list); },
  });
});

/** What was dragged over the line is shown, or no longer shown. */
function tickByPlace(list: Element): void {
  const line = lineOf(list);
  for (const item of list.querySelectorAll(".column-item")) {
    const box = boxOf(item);
    if (box && line) box.checked = Boolean(item.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING);
  }
}

on("change", "[data-behaviour~=columns] input[name=column]", (_, box) => {
  const item = box.closest<HTMLElement>(".column-item");
  const line = item?.parentElement && lineOf(item.parentElement);
  if (!item || !line) return;
  if ((box as HTMLInputElement).checked) line.before(item);
  else line.after(item);
  box.focus();
});

function move(item: HTMLElement, up: boolean): void {
  const next = up ? item.previousElementSibling : item.nextElementSibling;
  // The line is crossed by the tick only.
  if (!next?.matches(".column-item")) return;
  if (up) next.before(item);
  else next.after(item);
  item.scrollIntoView({ block: "nearest" });
}

on("click", "[data-column-move]", (_, button) => {
  const item = button.closest<HTMLElement>(".column-item");
  if (item) move(item, button.dataset["columnMove"] === "up");
  button.focus();
});

on("keydown", ".column-item", (event, item) => {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const held = document.activeElement as HTMLElement | null;
  move(item, event.key === "ArrowUp");
  held?.focus();
});

function show(columns: string | null, form: HTMLElement): void {
  const url = new URL(location.href);
  if (columns) url.searchParams.set("columns", columns);
  else url.searchParams.delete("columns");
  url.searchParams.delete("cursor");
  form.closest<HTMLElement>("[popover]")?.hidePopover();
  void visit(url.pathname + url.search);
}

on("click", "[data-columns-usual]", (_, button) => { show(null, button); });

on("submit", "form[data-columns-form]", (event, form) => {
  event.preventDefault();
  const chosen = [...form.querySelectorAll<HTMLInputElement>("input[name=column]:checked")].map((box) => box.value);
  show(chosen.join(","), form);
});
