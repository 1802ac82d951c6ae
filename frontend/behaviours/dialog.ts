/** Dialogs: a fragment swapped into #dialogs opens itself; [data-close] and a finished request close it. */
import { behaviour, on } from "../page/behaviour";

behaviour("dialog", (element) => {
  if (!(element instanceof HTMLDialogElement)) return;
  const before = document.activeElement;
  element.addEventListener("close", () => {
    element.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  element.showModal();
  firstToTouch(element)?.focus();
});

/** What a person comes for: the first mistake, else the first field, else the button that changes nothing. */
function firstToTouch(dialog: HTMLDialogElement): HTMLElement | null {
  if (dialog.querySelector("[autofocus]")) return null;
  const fields = [...dialog.querySelectorAll<HTMLElement>(".dialog-body :is(input, select, textarea, [contenteditable])")]
    .filter((one) => !one.matches(":disabled, [type=hidden], [tabindex='-1']") && one.getClientRects().length > 0);
  const wrong = fields.find((one) => one.getAttribute("aria-invalid") === "true");
  // On a phone the keyboard would cover the dialog before it is read.
  if (!wrong && fields.length > 0 && window.matchMedia("(pointer: coarse)").matches) return null;
  const chosen = fields[0]?.matches("[type=radio]") ? dialog.querySelector<HTMLElement>(".dialog-body [type=radio]:checked") : null;
  return wrong ?? chosen ?? fields[0] ?? dialog.querySelector<HTMLElement>(".dialog-foot [data-close]");
}

on("click", "[data-close]", (_, button) => { button.closest("dialog")?.close(); });

/** HX-Trigger: {"close-dialog": true} after a form in it was saved. */
document.addEventListener("close-dialog", () => { document.querySelectorAll("dialog[open]").forEach((box) => { (box as HTMLDialogElement).close(); }); });

/** What can't be undone is typed: the button wakes when the field holds the word asked for. */
on("input", "[data-confirm-word]", (event, field) => {
  const wanted = field.dataset["confirmWord"];
  const button = field.closest("form")?.querySelector<HTMLButtonElement>("[data-confirmed]");
  if (button) button.disabled = (event.target as HTMLInputElement).value.trim() !== wanted;
});
