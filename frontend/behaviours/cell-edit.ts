/**
 * Cells of a grid: arrows walk, Enter, F2 or a double click edits, Esc undoes, Enter or leaving saves.
 * table[data-cell-url="/customers/{id}/cells/{field}"], th[data-field][data-editable], tr[data-id].
 */
import { behaviour, mountAll } from "../page/behaviour";
import { ask } from "../page/request";
import htmx from "../page/htmx";

const WALK: Record<string, [number, number]> = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};

const DOUBLE_CLICK_MS = 350;
let call = 0;

function headOf(cell: HTMLTableCellElement): HTMLElement | undefined {
  return cell.closest("table")?.tHead?.rows[0]?.cells[cell.cellIndex];
}

function addressOf(cell: HTMLTableCellElement): string | null {
  const head = headOf(cell);
  const id = cell.closest<HTMLElement>("tr")?.dataset["id"];
  const pattern = cell.closest<HTMLElement>("table")?.dataset["cellUrl"];
  if (!pattern || !id || head?.dataset["editable"] === undefined || cell.dataset["locked"] !== undefined) return null;
  return pattern.replace("{id}", id).replace("{field}", head.dataset["field"] ?? "");
}

/** One cell at a time can be reached by Tab; arrows carry that place along. */
function focusCell(table: HTMLTableElement, cell: HTMLTableCellElement): void {
  table.querySelectorAll('td[tabindex="0"]').forEach((old) => { old.setAttribute("tabindex", "-1"); });
  cell.tabIndex = 0;
  cell.focus();
}

function walk(cell: HTMLTableCellElement, [down, right]: [number, number]): void {
  const table = cell.closest("table");
  const row = cell.closest("tr");
  const body = row?.parentElement as HTMLTableSectionElement | null;
  if (!table || !row || !body) return;
  const next = body.rows[row.sectionRowIndex + down]?.cells[cell.cellIndex + right];
  if (next) focusCell(table, next);
}

async function edit(cell: HTMLTableCellElement): Promise<void> {
  const address = addressOf(cell);
  if (!address || cell.querySelector(".cell-form")) return;
  const answer = await ask(address);
  if (!answer?.ok) return;
  const before = cell.innerHTML;
  const form = document.createElement("form");
  form.className = "cell-form";
  form.noValidate = true;
  cell.replaceChildren(form);
  fill(form, answer.text);
  listen(cell, form, address, before);
}

function fill(form: HTMLFormElement, html: string): void {
  form.innerHTML = html;
  mountAll(form);
  htmx.process(form);
  const input = form.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea");
  input?.focus();
  if (input instanceof HTMLInputElement && input.type === "text") input.select();
}

function listen(cell: HTMLTableCellElement, form: HTMLFormElement, address: string, before: string): void {
  let over = false;
  const close = (html: string) => {
    over = true;
    cell.innerHTML = html;
    mountAll(cell);
    const table = cell.closest("table");
    if (table) focusCell(table, cell);
  };
  const save = async () => {
    if (over) return;
    over = true;
    const answer = await ask(address, { method: "POST", body: new FormData(form), quiet: true });
    if (answer?.ok) close(answer.text);
    else {
      over = false;
      if (answer?.status === 422) fill(form, answer.text);
    }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); void save(); });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    event.stopPropagation();
    if (event.key === "Escape" && !event.defaultPrevented) close(before);
    if (event.key === "Enter" && !event.defaultPrevented && !(event.target instanceof HTMLTextAreaElement)) {
      event.preventDefault();
      void save();
    }
  });
  form.addEventListener("focusout", () => {
    window.setTimeout(() => { if (form.isConnected && !form.contains(document.activeElement)) void save(); }, 0);
  });
}

/** A click on a number calls it, but only once it is known that no double click follows: that one edits. */
function callLater(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>('td a[href^="tel:"], td a[href^="mailto:"]');
  const cell = link?.closest("td");
  if (!link || !cell || !addressOf(cell) || event.detail === 0) return;
  event.preventDefault();
  window.clearTimeout(call);
  if (event.detail === 1) call = window.setTimeout(() => { window.location.href = link.href; }, DOUBLE_CLICK_MS);
}

behaviour("cell-edit", (table) => {
  table.addEventListener("click", callLater);
  table.querySelector("tbody td:not(.pick)")?.setAttribute("tabindex", "0");
  table.addEventListener("dblclick", (event) => {
    const cell = (event.target as Element).closest("td");
    if (cell) void edit(cell);
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!(cell instanceof HTMLTableCellElement)) return;
    const step = WALK[event.key];
    if (step) {
      event.preventDefault();
      walk(cell, step);
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      if (addressOf(cell)) void edit(cell);
      else cell.querySelector<HTMLElement>("a, button, input")?.click();
    } else if (event.key === " ") {
      event.preventDefault();
      cell.closest("tr")?.querySelector<HTMLElement>("[data-pick]")?.click();
    }
  });
});
