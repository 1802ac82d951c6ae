/**
 * A scope of "chosen departments" asks which ones: the list beside it is made when it is wanted, from the <template>.
 * data-behaviour="chosen-departments" on what holds the <select name="scope:KIND:VERB">s.
 */
import { behaviour } from "../page/behaviour";

behaviour("chosen-departments", (sheet) => {
  const pattern = sheet.querySelector("template")?.content.querySelector("select");
  sheet.addEventListener("change", (event) => {
    const scope = event.target;
    if (!pattern || !(scope instanceof HTMLSelectElement) || !scope.name.startsWith("scope:")) return;
    if (scope.value !== "chosen" || scope.nextElementSibling) return;
    const list = pattern.cloneNode(true) as HTMLSelectElement;
    list.name = scope.name.replace("scope:", "chosen:");
    list.ariaLabel = `${scope.ariaLabel ?? ""} · ${pattern.ariaLabel ?? ""}`;
    scope.after(list);
  });
});
