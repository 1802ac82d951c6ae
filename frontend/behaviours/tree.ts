/**
 * Rows of a tree move by drag of their handle, or by its arrow keys; the server says where they stand then.
 * tbody[data-place-url="/x/{id}/place"] of tr[data-node] with [data-grip]; POST step=up|down|in|out, or beside=ID where=before|after|into.
 * Every move is answered with a toast that undoes it, and the page shows the tree anew with the same handle focused.
 */
import { behaviour } from "../page/behaviour";
import { ask } from "../page/request";

const STEPS: Record<string, string> = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
let focused = "";

async function place(tree: HTMLElement, id: string, wish: Record<string, string>): Promise<void> {
  focused = `grip-${id}`;
  const address = (tree.dataset["placeUrl"] ?? "").replace("{id}", id);
  await ask(address, { method: "POST", body: new URLSearchParams(wish) });
}

function half(row: HTMLElement, at: number): string {
  const { top, height } = row.getBoundingClientRect();
  const share = (at - top) / height;
  return share < 0.25 ? "before" : share > 0.75 ? "after" : "into";
}

function clear(tree: HTMLElement): void {
  tree.querySelectorAll("[data-drop]").forEach((row) => { row.removeAttribute("data-drop"); });
}

function byDrag(tree: HTMLElement): void {
  let held = "";
  const rowOf = (event: Event) => (event.target instanceof Element ? event.target.closest<HTMLElement>("[data-node]") : null);
  tree.addEventListener("pointerdown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
    const row = rowOf(event);
    if (row) row.draggable = grip !== null;
  });
  tree.addEventListener("dragstart", (event) => {
    held = rowOf(event)?.dataset["node"] ?? "";
    event.dataTransfer?.setData("text/plain", held);
  });
  tree.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    if (!held || !row || row.dataset["node"] === held) return;
    event.preventDefault();
    clear(tree);
    row.dataset["drop"] = half(row, event.clientY);
  });
  tree.addEventListener("drop", (event) => {
    const row = rowOf(event);
    const where = row?.dataset["drop"];
    event.preventDefault();
    if (held && row && where) void place(tree, held, { beside: row.dataset["node"] ?? "", where });
    clear(tree);
  });
  tree.addEventListener("dragend", () => {
    held = "";
    clear(tree);
  });
}

function byKeys(tree: HTMLElement): void {
  tree.addEventListener("keydown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
    const step = STEPS[event.key];
    const id = grip?.closest<HTMLElement>("[data-node]")?.dataset["node"];
    if (!step || !id) return;
    event.preventDefault();
    void place(tree, id, { step });
  });
}

behaviour("tree", (tree) => {
  byDrag(tree);
  byKeys(tree);
  if (focused) document.getElementById(focused)?.focus();
});
