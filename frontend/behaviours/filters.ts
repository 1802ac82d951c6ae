/**
 * The filter editor: rows of field, comparison and value, in groups of which all, or one, must hold. Applying writes ?filter=JSON.
 * form[data-behaviour=filters] with <script type="application/json" data-fields> and data-filter (see frontend/README.md).
 */
import { behaviour, mountAll } from "../page/behaviour";
import { say } from "../page/client";
import { visit } from "../page/htmx";

interface Field {
  name: string;
  label: string;
  operators: { value: string; label: string; input: "text" | "number" | "date" | "choice" | "reference" | "none" }[];
  choices?: { value: string; label: string }[];
  url?: string;
}
interface Condition { field: string; op: string; value: unknown }
interface Group { and?: Node[]; or?: Node[] }
type Node = Condition | Group;

const isGroup = (node: Node): node is Group => "and" in node || "or" in node;

class Editor {
  private readonly fields: Field[];
  private readonly rows: HTMLElement;

  constructor(private readonly form: HTMLFormElement) {
    this.fields = JSON.parse(form.querySelector("[data-fields]")?.textContent ?? "[]") as Field[];
    this.rows = form.querySelector("[data-groups]") as HTMLElement;
    const kept = JSON.parse(form.dataset["filter"] || "{}") as Group;
    this.rows.append(this.group(kept, true));
    form.addEventListener("click", (event) => { this.click(event); });
    form.addEventListener("submit", (event) => { this.apply(event); });
  }

  private group(group: Group, isOuter: boolean): HTMLElement {
    const box = document.createElement("fieldset");
    box.className = "filter-group";
    box.dataset["group"] = "";
    const join = this.select([["and", say("and")], ["or", say("or")]], "or" in group ? "or" : "and", say("and"));
    join.dataset["join"] = "";
    const head = document.createElement("div");
    head.className = "filter-join";
    head.append(join);
    if (!isOuter) head.append(this.remover(box));
    box.append(head);
    for (const node of group.and ?? group.or ?? []) box.append(isGroup(node) ? this.group(node, false) : this.row(node));
    if (!box.querySelector(".filter-row")) box.append(this.row());
    return box;
  }

  private row(condition?: Condition): HTMLElement {
    const row = document.createElement("div");
    row.className = "filter-row";
    row.dataset["row"] = "";
    const field = this.select(this.fields.map((one) => [one.name, one.label]), condition?.field, say("filter_field"));
    const operator = this.select([], undefined, say("filter_operator"));
    const value = document.createElement("div");
    const showOperators = (chosen?: string) => {
      operator.replaceChildren(...(this.field(field.value)?.operators ?? []).map((one) => new Option(one.label, one.value, false, one.value === chosen)));
    };
    const showValue = (kept?: unknown) => { value.replaceChildren(this.value(field.value, operator.value, kept)); mountAll(value); };
    field.addEventListener("change", () => { showOperators(); showValue(); });
    operator.addEventListener("change", () => { showValue(this.read(value)); });
    showOperators(condition?.op);
    showValue(condition?.value);
    row.append(field, operator, value, this.remover(row));
    return row;
  }

  private field(name: string): Field | undefined { return this.fields.find((one) => one.name === name); }

  private select(options: [string, string][], chosen: string | undefined, label: string): HTMLSelectElement {
    const select = document.createElement("select");
    select.className = "input";
    select.ariaLabel = label;
    select.append(...options.map(([value, words]) => new Option(words, value, false, value === chosen)));
    return select;
  }

  private value(name: string, operator: string, kept: unknown): HTMLElement {
    const field = this.field(name);
    const kind = field?.operators.find((one) => one.value === operator)?.input ?? "text";
    if (kind === "none") return document.createElement("span");
    if (kind === "choice") return this.choices(field?.choices ?? [], kept);
    const input = document.createElement("input");
    Object.assign(input, { className: "input", type: kind === "reference" ? "text" : kind, ariaLabel: say("filter_value") });
    input.value = typeof kept === "string" || typeof kept === "number" ? String(kept) : "";
    return input;
  }

  private choices(choices: { value: string; label: string }[], kept: unknown): HTMLElement {
    const held = new Set((Array.isArray(kept) ? kept : [kept]).map(String));
    const box = document.createElement("div");
    box.className = "choices";
    for (const choice of choices) {
      const label = document.createElement("label");
      label.className = "choice";
      const input = Object.assign(document.createElement("input"), { type: "checkbox", value: choice.value, checked: held.has(choice.value) });
      const words = document.createElement("span");
      words.textContent = choice.label;
      label.append(input, words);
      box.append(label);
    }
    return box;
  }

  private remover(what: HTMLElement): HTMLElement {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-quiet btn-icon btn-sm", textContent: "×", ariaLabel: say("remove", { name: "" }) });
    button.addEventListener("click", () => { what.remove(); });
    return button;
  }

  private click(event: Event): void {
    const target = event.target as Element;
    const outer = this.rows.querySelector("[data-group]");
    if (target.closest("[data-add-row]")) outer?.append(this.row());
    if (target.closest("[data-add-group]")) outer?.append(this.group({ or: [] }, false));
  }

  private read(value: Element): unknown {
    const boxes = [...value.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
    if (boxes.length) return boxes.filter((box) => box.checked).map((box) => box.value);
    return value.querySelector<HTMLInputElement>("input:not([role=combobox])")?.value ?? null;
  }

  private nodes(group: Element): Group {
    const join = group.querySelector<HTMLSelectElement>(":scope > .filter-join > [data-join]")?.value === "or" ? "or" : "and";
    const nodes = [...group.children].flatMap((child): Node[] => {
      if (child.matches("[data-group]")) return [this.nodes(child)];
      if (!child.matches("[data-row]")) return [];
      const [field, operator, value] = child.children as unknown as [HTMLSelectElement, HTMLSelectElement, HTMLElement];
      const read = this.read(value);
      const isEmpty = read === "" || (Array.isArray(read) && !read.length);
      return field.value && !isEmpty ? [{ field: field.value, op: operator.value, value: read }] : [];
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
