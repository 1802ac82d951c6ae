/** Writing on the timeline: kinds as tabs, a draft that survives, Ctrl-Enter saves (see dirty-form). */
import { behaviour } from "../page/behaviour";
import { onHtmx } from "../page/htmx";

const draftKey = (form: HTMLElement) => `draft:${form.dataset["draft"] ?? location.pathname}`;

function showKind(form: HTMLElement, kind: string): void {
  const hidden = form.querySelector<HTMLInputElement>("[name=kind]");
  if (hidden) hidden.value = kind;
  form.querySelectorAll<HTMLElement>("[data-for-kind]").forEach((part) => {
    const wanted = (part.dataset["forKind"] ?? "").split(" ").includes(kind);
    part.hidden = !wanted;
    part.querySelectorAll<HTMLInputElement>("input, select, textarea").forEach((input) => { input.disabled = !wanted; });
  });
}

behaviour("composer", (form) => {
  const text = form.querySelector("textarea");
  const kept = sessionStorage.getItem(draftKey(form));
  if (text && kept && !text.value) text.value = kept;
  text?.addEventListener("input", () => { sessionStorage.setItem(draftKey(form), text.value); });
  form.addEventListener("tab-chosen", (event) => {
    showKind(form, (event.target as HTMLElement).dataset["kind"] ?? "note");
    text?.focus();
  });
  showKind(form, form.querySelector<HTMLInputElement>("[name=kind]")?.value ?? "note");
});

onHtmx("htmx:after:request", (context) => {
  const form = context.sourceElement;
  if (!form.matches("form[data-behaviour~=composer]") || (context.response?.status ?? 500) >= 400) return;
  sessionStorage.removeItem(draftKey(form as HTMLElement));
  (form as HTMLFormElement).reset();
});
