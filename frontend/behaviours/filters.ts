/**
 * The filter editor: rows of field, comparison and value, in groups of which all, or one, must hold. Applying writes ?filter=JSON.
 * form[data-behaviour=filters] with <script type="application/json" data-fields> and data-filter (see frontend/README.md).
 */
import { behaviour } from "../page/behaviour";
import { say } from "../page/client";
import { visit } from "../page/htmx";
import { type Field, isNothing, select, valueInputs, valueOf } from "./filter-value";

interface Condition { field: string; op: string; value: unknown }
interface Group { and?: Node[]; or?: Node[] }
type Node = Condition | Group;

const isGroup = (node: Node): node is Group => "and" in node || "or" in node;
/** One value and several are the same comparison in the editor. */
const SEVERAL: Record<string, string> = { eq: "in", ne: "not_in" };

class Editor {
  private readonly fields: Field[];
  private readonly rows: HTMLElement;

  constructor(private readonly form: HTMLFormElement) {
    this.fields = JSON.parse(form.querySelector("[data-fields]")?.textContent ?? "[]") as Field[];
    this.rows = form.querySelector("[data-groups]") as HTMLElement;
    const kept = JSON.parse(form.dataset["filter"] || "{}") as Group;
    this.rows.append(this.group(kept, true));
    form.querySelector("[data-add-group]")?.addEventListener("click", () => {
      const group = this.group({ or: [] }, false);
      this.rows.querySelector("[data-group]")?.append(group);
      group.querySelector<HTMLElement>("[data-row] select")?.focus();
    });
    form.addEventListener("submit", (event) => { this.apply(event); });
  }

  private group(group: Group, isOuter: boolean): HTMLElement {
    const box = Object.assign(document.createElement("fieldset"), { className: "filter-group" });
    box.dataset["group"] = "";
    const joins = [{ value: "and", label: say("and") }, { value: "or", label: say("or") }];
    const join = select(joins, "or" in group ? "or" : "and", say("join"));
    join.dataset["join"] = "";
    const head = Object.assign(document.createElement("div"), { className: "filter-join" });
    const add = this.button(`+ ${say("add_condition")}`, () => {
      const row = this.row();
      // New conditions stand above the groups within.
      box.insertBefore(row, box.querySelector(":scope > [data-group]"));
      row.querySelector("select")?.focus();
    });
    head.append(join, add);
    if (!isOuter) head.append(this.remover(box, say("remove_group")));
    box.append(head);
    for (const node of group.and ?? group.or ?? []) box.append(isGroup(node) ? this.group(node, false) : this.row(node));
    if (!box.querySelector(".filter-row")) box.append(this.row());
    return box;
  }

  private row(condition?: Condition): HTMLElement {
    const row = Object.assign(document.createElement("div"), { className: "filter-row" });
    row.dataset["row"] = "";
    const field = select(this.fields.map((one) => ({ value: one.name, label: one.label })), condition?.field, say("filter_field"));
    const operator = select([], undefined, say("filter_operator"));
    const value = Object.assign(document.createElement("div"), { className: "filter-place" });
    const chosen = () => this.fields.find((one) => one.name === field.value);
    const showOperators = (kept = "") => {
      const offered = chosen()?.operators ?? [];
      const wanted = offered.some((one) => one.value === kept) ? kept : SEVERAL[kept];
      operator.replaceChildren(...offered.map((one) => new Option(one.label, one.value, false, one.value === wanted)));
    };
    const showValue = (kept?: unknown) => {
      const here = chosen();
      const kind = here?.operators.find((one) => one.value === operator.value)?.input ?? "none";
      // What was given stays as long as it is asked for in the same way.
      const held = value.firstElementChild as HTMLElement | null;
      if (kept === undefined && held?.dataset["kind"] === kind && held.dataset["field"] === field.value) return;
      if (!here) return;
      value.replaceChildren(valueInputs(here, kind, kept));
      (value.firstElementChild as HTMLElement).dataset["field"] = field.value;
    };
    field.addEventListener("change", () => { showOperators(); showValue(); });
    operator.addEventListener("change", () => { showValue(); });
    showOperators(condition?.op);
    showValue(condition?.value);
    row.append(field, operator, value, this.remover(row, say("remove_condition")));
    return row;
  }

  private button(words: string, act: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-quiet btn-sm", textContent: words });
    button.addEventListener("click", act);
    return button;
  }

  private remover(what: HTMLElement, words: string): HTMLElement {
    const button = this.button("×", () => {
      const next = (what.nextElementSibling ?? what.previousElementSibling)?.querySelector<HTMLElement>("select, button");
      what.remove();
      next?.focus();
    });
    button.classList.add("btn-icon");
    button.ariaLabel = words;
    return button;
  }

  private nodes(group: Element): Group {
    const join = group.querySelector<HTMLSelectElement>(":scope > .filter-join > [data-join]")?.value === "or" ? "or" : "and";
    const nodes = [...group.children].flatMap((child): Node[] => {
      if (child.matches("[data-group]")) {
        const inner = this.nodes(child);
        return (inner.and ?? inner.or ?? []).length ? [inner] : [];
      }
      if (!child.matches("[data-row]")) return [];
      const [field, operator, place] = child.children as unknown as [HTMLSelectElement, HTMLSelectElement, HTMLElement];
      const value = valueOf(place.firstElementChild as HTMLElement);
      return field.value && !isNothing(value) ? [{ field: field.value, op: operator.value, value }] : [];
    });
    return join === "or" ? { or: nodes } : { and: nodes };
  }

  private apply(event: Event): void {
    event.preventDefault();
    const outer = this.rows.querySelector("[data-group]");
    const group = outer ? this.nodes(outer) : {};
    const url = new URL(this.form.action || location.href);
    for (const [name, kept] of new URL(location.href).searchParams) url.searchParams.set(name, kept);
    if ((group.and ?? group.or ?? []).length) url.searchParams.set("filter", JSON.stringify(group));
    else url.searchParams.delete("filter");
    url.searchParams.delete("cursor");
    this.form.closest<HTMLElement>("[popover]")?.hidePopover();
    void visit(url.pathname + url.search);
  }
}

behaviour("filters", (form) => { if (form instanceof HTMLFormElement) new Editor(form); });
