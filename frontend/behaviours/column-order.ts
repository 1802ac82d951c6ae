/** Columns of a list change places by dragging their heads; by keyboard they do in the column chooser. The address keeps the order. */
import Sortable from "sortablejs";
import { behaviour } from "../page/behaviour";
import { visit } from "../page/htmx";

behaviour("column-order", (table) => {
  const row = table.closest("#list") && table.querySelector<HTMLElement>("thead tr");
  if (!row) return;
  Sortable.create(row, {
    draggable: "th[data-field]:not(.sticky)", filter: ".resize", preventOnFilter: false, direction: "horizontal",
    animation: 120, delay: 300, delayOnTouchOnly: true,
    onEnd: ({ oldIndex, newIndex }) => {
      if (oldIndex === newIndex) return;
      const url = new URL(location.href);
      const names = [...row.querySelectorAll<HTMLElement>("th[data-field]:not(.sticky)")].map((head) => head.dataset["field"]);
      url.searchParams.set("columns", names.join(","));
      url.searchParams.delete("cursor");
      void visit(url.pathname + url.search);
    },
  });
});
