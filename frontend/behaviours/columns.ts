/** The column chooser: drag, or the up and down buttons, then "apply" sends columns=a,b,c in the address. */
import Sortable from "sortablejs";
import { behaviour, on } from "../page/behaviour";
import { visit } from "../page/htmx";

behaviour("columns", (list) => {
  Sortable.create(list, { handle: ".handle", draggable: ".column-item", animation: 120 });
});

on("click", "[data-column-move]", (_, button) => {
  const item = button.closest<HTMLElement>(".column-item");
  if (!item) return;
  if (button.dataset["columnMove"] === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
});

on("submit", "form[data-columns-form]", (event, form) => {
  event.preventDefault();
  const chosen = [...form.querySelectorAll<HTMLInputElement>("input[name=column]:checked")].map((box) => box.value);
  const url = new URL(location.href);
  url.searchParams.set("columns", chosen.join(","));
  url.searchParams.delete("cursor");
  form.closest<HTMLElement>("[popover]")?.hidePopover();
  void visit(url.pathname + url.search);
});
