/** A masked value shows itself on request: button[data-unmask="/customers/1/unmask/main_phone"]; each look is counted.
 * POST answers the plain value (HTML), 422 a dialog that asks for the reason, 429 when the day's looks are used up. */
import { mountAll, on } from "../page/behaviour";
import htmx from "../page/htmx";
import { ask } from "../page/request";

on("click", "[data-unmask]", (event, button) => {
  event.stopPropagation();
  void ask(button.dataset["unmask"] ?? "", { method: "POST", quiet: true }).then((answer) => {
    if (answer?.ok) (button.closest("[data-masked]") ?? button).innerHTML = answer.text;
    else if (answer?.status === 422) askReason(answer.text);
  });
});

function askReason(html: string): void {
  const shelf = document.getElementById("dialogs");
  if (!shelf) return;
  shelf.innerHTML = html;
  htmx.process(shelf);
  mountAll(shelf);
}
