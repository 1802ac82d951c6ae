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
});

on("click", "[data-close]", (_, button) => { button.closest("dialog")?.close(); });

/** HX-Trigger: {"close-dialog": true} after a form in it was saved. */
document.addEventListener("close-dialog", () => { document.querySelectorAll("dialog[open]").forEach((box) => { (box as HTMLDialogElement).close(); }); });

/** What can't be undone is typed: the button wakes when the field holds the word asked for. */
on("input", "[data-confirm-word]", (event, field) => {
  const wanted = field.dataset["confirmWord"];
  const button = field.closest("form")?.querySelector<HTMLButtonElement>("[data-confirmed]");
  if (button) button.disabled = (event.target as HTMLInputElement).value.trim() !== wanted;
});
