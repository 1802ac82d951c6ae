/** What a condition of the filter is compared with: the inputs for each kind of value, and what they hold. */
import { mountAll } from "../page/behaviour";
import { say } from "../page/client";

/** `code` is the name by which programs and shared addresses call it. */
export interface Choice { value: string; label: string; code?: string }
export interface Operator { value: string; label: string; input: string }
export interface Field {
  name: string;
  label: string;
  operators: Operator[];
  choices?: Choice[];
  periods?: Choice[];
  /** Where a combobox asks, and what the values in force are called. */
  url?: string;
  labels?: Record<string, string>;
}

/** The values of a condition: a list, or words separated by commas. */
function list(kept: unknown): string[] {
  if (Array.isArray(kept)) return kept.map(String);
  return typeof kept === "string" || typeof kept === "number" || typeof kept === "boolean" ? String(kept).split(",") : [];
}

/** The inputs for `kind`: one of text, number, date, days, choice, one, reference, none; or two for two ends. */
export function valueInputs(field: Field, kind: string, kept: unknown): HTMLElement {
  const box = document.createElement("div");
  box.className = "filter-value";
  box.dataset["kind"] = kind;
  const kinds = kind.split(" ");
  if (kinds.length === 2) {
    const ends = list(kept);
    box.append(plain(kinds[0], ends[0], say("filter_from")), "–", plain(kinds[1], ends[1], say("filter_to")));
  } else if (kind === "choice") box.append(choices(field.choices ?? [], list(kept)));
  else if (kind === "one") box.append(select(field.periods ?? field.choices ?? [], list(kept)[0]));
  else if (kind === "reference") box.append(combobox(field, list(kept).filter(Boolean)));
  else if (kind === "days") box.append(plain("number", kept ?? 30, say("filter_value")), say("days"));
  else if (kind !== "none") box.append(plain(kind, kept, say("filter_value")));
  mountAll(box);
  return box;
}

/** What the inputs hold: a list for choices, references and two ends; null where nothing is asked. */
export function valueOf(box: HTMLElement): unknown {
  const inputs = [...box.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input:not([role=combobox]), select")];
  const { kind = "none" } = box.dataset;
  if (kind === "none") return null;
  if (kind === "choice") return inputs.filter((input) => (input as HTMLInputElement).checked).map((input) => input.value);
  if (kind === "reference" || kind.includes(" ")) return inputs.map((input) => input.value);
  return inputs[0]?.value ?? "";
}

/** Whether a condition lacks what it is to be compared with. */
export function isNothing(value: unknown): boolean {
  return value === "" || (Array.isArray(value) && value.every((one) => one === ""));
}

function plain(kind: string | undefined, kept: unknown, label: string): HTMLInputElement {
  const value = typeof kept === "string" || typeof kept === "number" ? String(kept) : "";
  return Object.assign(document.createElement("input"), { className: "input", type: kind, ariaLabel: label, value });
}

/** A list to choose from. */
export function select(options: Choice[], chosen: string | undefined, label = say("filter_value")): HTMLSelectElement {
  const made = Object.assign(document.createElement("select"), { className: "input", ariaLabel: label });
  made.append(...options.map(({ value, label: words }) => new Option(words, value, false, value === chosen)));
  return made;
}

function choices(offered: Choice[], kept: string[]): HTMLElement {
  const box = Object.assign(document.createElement("div"), { className: "choices" });
  for (const choice of offered) {
    const label = Object.assign(document.createElement("label"), { className: "choice" });
    const words = Object.assign(document.createElement("span"), { textContent: choice.label });
    const checked = kept.includes(choice.value) || kept.includes(choice.code ?? choice.value);
    label.append(Object.assign(document.createElement("input"), { type: "checkbox", value: choice.value, checked }), words);
    box.append(label);
  }
  return box;
}

function combobox(field: Field, kept: string[]): HTMLElement {
  const root = Object.assign(document.createElement("div"), { className: "combobox" });
  const chosen = kept.map((value) => ({ value, label: field.labels?.[value] ?? value }));
  Object.assign(root.dataset, { behaviour: "combobox", multiple: "", url: field.url ?? "", kept: JSON.stringify(chosen) });
  const box = Object.assign(document.createElement("div"), { className: "combobox-box" });
  const held = Object.assign(document.createElement("span"), { className: "combobox-chosen" });
  held.dataset["chosen"] = "";
  const input = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off", ariaLabel: field.label });
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]] as const) {
    input.setAttribute(name, value);
  }
  box.append(held, input);
  root.append(box);
  return root;
}
