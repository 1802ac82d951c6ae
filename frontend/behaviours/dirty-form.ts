/** Ctrl-Enter saves any form; leaving one that was changed (data-behaviour="dirty-form") asks first. */
import { behaviour, on } from "../page/behaviour";
import { say } from "../page/client";
import { onHtmx } from "../page/htmx";

const dirty = new Set<HTMLFormElement>();

function unsaved(): HTMLFormElement[] {
  for (const form of dirty) if (!form.isConnected) dirty.delete(form);
  return [...dirty];
}

/** A form that comes back refused shows why: on a long one the reason may stand far from the button that was pressed. */
function showWhatIsWrong(form: HTMLFormElement): void {
  const wrong = form.querySelector<HTMLElement>("[role=alert], [aria-invalid=true]");
  if (!wrong) return;
  if (wrong.role === "alert") wrong.tabIndex = -1;
  requestAnimationFrame(() => {
    wrong.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: "center" });
  });
}

behaviour("dirty-form", (element) => {
  if (!(element instanceof HTMLFormElement)) return;
  showWhatIsWrong(element);
  const mark = () => { dirty.add(element); };
  element.addEventListener("input", mark);
  element.addEventListener("change", mark);
  element.addEventListener("submit", () => { if (!element.hasAttribute("hx-post")) dirty.delete(element); });
  element.closest("dialog")?.addEventListener("cancel", (event) => {
    if (dirty.has(element) && !window.confirm(say("leave"))) event.preventDefault();
  });
});

onHtmx("htmx:after:request", ({ sourceElement, response }) => {
  if ((response?.status ?? 500) < 400 && sourceElement instanceof HTMLFormElement) dirty.delete(sourceElement);
});

onHtmx("htmx:before:request", (context, event) => {
  const leaves = context.target?.id === "page" || context.target === document.body;
  const forms = unsaved().filter((form) => form !== context.sourceElement);
  if (!leaves || !forms.length) return;
  if (window.confirm(say("leave"))) dirty.clear();
  else event.preventDefault();
});

window.addEventListener("beforeunload", (event) => { if (unsaved().length) event.preventDefault(); });

on("keydown", "form", (event, form) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    (form as HTMLFormElement).requestSubmit();
  }
});
