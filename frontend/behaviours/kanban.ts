/**
 * Cards move between columns by drag, or by keyboard: Space picks up, arrows move, Space or Enter puts down, Esc takes back.
 * A calendar is a board of days (data-across="7").
 * .kanban[data-move-url="/customers/{id}/move"]; POST to=<column> before=<id of the next card>. A refusal (4xx) moves the card back.
 */
import Sortable from "sortablejs";
import { behaviour } from "../page/behaviour";
import { say } from "../page/client";
import htmx from "../page/htmx";
import { ask } from "../page/request";

interface Place {
  list: HTMLElement;
  next: Element | null;
}

const placeOf = (card: HTMLElement): Place => ({ list: card.parentElement as HTMLElement, next: card.nextElementSibling });
const columnOf = (list: HTMLElement) => list.closest<HTMLElement>("[data-column]");
const nameOf = (element: HTMLElement | null) => element?.dataset["name"] ?? element?.innerText.split("\n")[0] ?? "";

function tell(board: HTMLElement, words: string): void {
  const live = board.querySelector("[data-live]");
  if (live) live.textContent = words;
}

function put(card: HTMLElement, { list, next }: Place): void {
  list.insertBefore(card, next?.parentElement === list ? next : null);
}

function count(board: HTMLElement): void {
  board.querySelectorAll<HTMLElement>("[data-column]").forEach((column) => {
    const shown = column.querySelector<HTMLElement>("[data-column-count]");
    const extra = Number(shown?.dataset["beyond"] ?? 0);
    if (shown) shown.textContent = String(column.querySelectorAll("[data-card]").length + extra);
  });
}

async function save(board: HTMLElement, card: HTMLElement, from: Place): Promise<void> {
  const now = placeOf(card);
  count(board);
  if (now.list === from.list && now.next === from.next) return;
  const asks = now.list === from.list ? undefined : columnOf(now.list)?.dataset["asks"];
  if (asks) {
    // More must be said than where the card goes: it waits in its old place for the dialog's answer.
    put(card, from);
    count(board);
    const root = (board.dataset["moveUrl"] ?? "").split("/{id}")[0] ?? "";
    const wanted = `ids=${card.dataset["card"] ?? ""}&to=${columnOf(now.list)?.dataset["column"] ?? ""}`;
    void htmx.ajax("GET", `${root}/actions/${asks}?${wanted}`, { target: "#dialogs", swap: "innerHTML", push: "false" });
    return;
  }
  const address = (board.dataset["moveUrl"] ?? "").replace("{id}", card.dataset["card"] ?? "");
  const next = card.nextElementSibling as HTMLElement | null;
  const body = new URLSearchParams({ to: columnOf(now.list)?.dataset["column"] ?? "", before: next?.dataset["card"] ?? "" });
  const answer = await ask(address, { method: "POST", body });
  if (answer?.ok) {
    await addUp(board);
    return;
  }
  put(card, from);
  count(board);
  tell(board, say("put_back", { name: nameOf(card) }));
}

/** The sums in the heads, as they are after a move; only the server can add amounts of different currencies. */
async function addUp(board: HTMLElement): Promise<void> {
  const heads = [...board.querySelectorAll<HTMLElement>(".kanban-sum")];
  if (!heads.some((head) => head.textContent.trim())) return;
  const answer = await ask(location.href);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(answer.text, "text/html").querySelectorAll(".kanban-sum");
  heads.forEach((head, place) => { head.textContent = fresh[place]?.textContent ?? ""; });
}

function byDrag(board: HTMLElement, list: HTMLElement): void {
  let from: Place | null = null;
  Sortable.create(list, {
    group: board.id || "kanban", draggable: "[data-card]", animation: 120, delay: 150, delayOnTouchOnly: true,
    onStart: ({ item }) => { from = placeOf(item); },
    onEnd: ({ item }) => { if (from) void save(board, item, from); },
  });
}

function moveHeld(board: HTMLElement, card: HTMLElement, key: string): void {
  const lists = [...board.querySelectorAll<HTMLElement>("[data-cards]")];
  const list = card.parentElement as HTMLElement;
  // In a calendar a row is a week: up and down are the same day of the weeks around it.
  const across = Number(board.dataset["across"] ?? 0);
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: -across, ArrowDown: across };
  const beside = lists[lists.indexOf(list) + (steps[key] ?? 0)];
  if (!across && key === "ArrowUp" && card.previousElementSibling) list.insertBefore(card, card.previousElementSibling);
  if (!across && key === "ArrowDown" && card.nextElementSibling) card.nextElementSibling.after(card);
  if (beside && beside !== list) beside.insertBefore(card, beside.children[[...list.children].indexOf(card)] ?? null);
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  const now = card.parentElement as HTMLElement;
  const place = [...now.children].indexOf(card) + 1;
  tell(board, say("moved", { name: nameOf(card), column: nameOf(columnOf(now)), place }));
}

function byKeys(board: HTMLElement): void {
  let held: { card: HTMLElement; from: Place } | null = null;
  const drop = () => {
    held?.card.removeAttribute("data-held");
    held = null;
  };
  board.addEventListener("keydown", (event) => {
    const card = event.target as HTMLElement;
    if (!card.matches("[data-card]")) return;
    if (!held && event.key === " ") {
      held = { card, from: placeOf(card) };
      card.dataset["held"] = "";
      tell(board, say("held", { name: nameOf(card) }));
    } else if (held && event.key.startsWith("Arrow")) moveHeld(board, card, event.key);
    else if (held && (event.key === " " || event.key === "Enter")) {
      void save(board, card, held.from);
      drop();
    } else if (held && event.key === "Escape") {
      put(card, held.from);
      card.focus();
      tell(board, say("put_back", { name: nameOf(card) }));
      drop();
    } else if (event.key === "Enter") card.querySelector<HTMLElement>("a")?.click();
    else return;
    event.preventDefault();
  });
}

behaviour("kanban", (board) => {
  board.querySelectorAll<HTMLElement>("[data-cards]").forEach((list) => { byDrag(board, list); });
  byKeys(board);
});
