/**
 * The lines of a document, edited as a table: data-behaviour="lines" data-preview-url data-name data-fills-on data-most.
 * Enter goes down and adds a row at the end, Alt+arrows move a row, the bin takes it away. Amounts come from the server:
 * POST of the whole form to the preview answers {"fill": {row: {field: {value, label}}}, "rows": {row: {field: text}}, "sums": {…}}.
 */
import Sortable from "sortablejs";
import { behaviour, mountAll } from "../page/behaviour";
import { say } from "../page/client";
import { ask } from "../page/request";
import { isComposing } from "../page/typing";

const PAUSE_MS = 250;
type Texts = Record<string, string>;
interface Preview {
  fill: Record<string, Record<string, { value: string; label: string }>>;
  rows: Record<string, Texts>;
  sums: Texts;
}
let serial = 0;

class LineTable {
  private readonly body: HTMLElement;
  private readonly name: string;
  private timer = 0;
  private running: AbortController | null = null;
  private isFilling = false;
  private changed = "";

  constructor(private readonly root: HTMLElement) {
    this.body = root.querySelector("[data-rows]") as HTMLElement;
    this.name = root.dataset["name"] ?? "lines";
    root.querySelector("[data-add]")?.addEventListener("click", () => { this.add(true); });
    root.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("[data-remove]")?.closest<HTMLElement>("tr");
      if (row) this.remove(row);
    });
    root.addEventListener("keydown", (event) => { this.key(event); });
    root.addEventListener("change", (event) => { this.edited(event.target as HTMLElement); });
    root.addEventListener("input", (event) => { this.typed(event.target as HTMLElement); });
    root.closest("form")?.addEventListener("change", (event) => {
      if (!root.contains(event.target as Node)) this.later();
    });
    Sortable.create(this.body, { handle: "[data-grip]", animation: 120, onEnd: () => { this.dirty(); } });
    if (!this.rows.length) this.add(false);
    else if (this.root.querySelector("[data-sum]")?.textContent.trim() === "—") this.later();
  }

  private get rows(): HTMLElement[] { return [...this.body.querySelectorAll<HTMLElement>("tr[data-line]")]; }

  private inputs(row: Element): HTMLElement[] {
    return [...row.querySelectorAll<HTMLElement>("input:not([type=hidden]), select, textarea")];
  }

  /** A new empty row after the last one, or after `after`. */
  private add(focus: boolean, after?: HTMLElement): HTMLElement | null {
    if (this.rows.length >= Number(this.root.dataset["most"])) return null;
    const blank = this.root.querySelector<HTMLTemplateElement>("template[data-blank]");
    const made = document.createElement("template");
    made.innerHTML = (blank?.innerHTML ?? "").replaceAll("__key__", `n${++serial}`);
    const row = made.content.firstElementChild as HTMLElement;
    if (after) after.after(row);
    else this.body.append(row);
    mountAll(row);
    if (focus) {
      this.inputs(row)[0]?.focus();
      this.tell(say("line_added"));
    }
    return row;
  }

  private remove(row: HTMLElement): void {
    const next = (row.nextElementSibling ?? row.previousElementSibling) as HTMLElement | null;
    row.remove();
    if (!this.rows.length) this.add(true);
    else if (next) this.inputs(next)[0]?.focus();
    this.tell(say("line_removed"));
    this.dirty();
  }

  private key(event: KeyboardEvent): void {
    const input = event.target as HTMLElement;
    const row = input.closest<HTMLElement>("tr[data-line]");
    if (!row || event.defaultPrevented || isComposing(event)) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.move(row, event.key === "ArrowUp" ? -1 : 1, input);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !(input instanceof HTMLButtonElement)) {
      event.preventDefault();
      this.goDown(row, input);
    }
  }

  private move(row: HTMLElement, by: number, input: HTMLElement): void {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(row);
    else other.after(row);
    input.focus();
    this.tell(say("line_moved", { place: this.rows.indexOf(row) + 1 }));
    this.dirty();
  }

  private goDown(row: HTMLElement, input: HTMLElement): void {
    const place = this.inputs(row).indexOf(input);
    const next = row.nextElementSibling as HTMLElement | null;
    if (next) this.inputs(next)[place]?.focus();
    else this.add(true, row);
  }

  /** A price that was filled in follows the quantity until somebody types another. */
  private typed(input: HTMLElement): void {
    if (!this.isFilling) delete input.dataset["filled"];
    this.later();
  }

  private edited(target: HTMLElement): void {
    if (this.isFilling) return;
    const name = target.getAttribute("name") ?? target.closest<HTMLElement>(".combobox")?.dataset["name"] ?? "";
    const column = name.split(".").pop() ?? "";
    if ((this.root.dataset["fillsOn"] ?? "").split(" ").includes(column)) this.changed = name;
    this.later();
  }

  private dirty(): void {
    this.root.dispatchEvent(new Event("change", { bubbles: true }));
    this.later();
  }

  private later(): void {
    if (this.isFilling) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.preview(), PAUSE_MS);
  }

  private async preview(): Promise<void> {
    const form = this.root.closest("form");
    if (!form) return;
    this.running?.abort();
    this.running = new AbortController();
    const address = new URL(this.root.dataset["previewUrl"] ?? "", location.href);
    const changed = this.changed;
    if (changed) address.searchParams.set("changed", changed);
    const answer = await ask(address.href, {
      method: "POST", body: new FormData(form), signal: this.running.signal, quiet: true,
    });
    if (!answer?.ok) return;
    if (this.changed === changed) this.changed = "";
    const told = JSON.parse(answer.text) as Preview;
    this.fill(told, (changed.split(".").pop() ?? "") === "product");
    this.show(told);
  }

  private fill(told: Preview, all: boolean): void {
    this.isFilling = true;
    for (const [key, fields] of Object.entries(told.fill)) {
      for (const [field, { value, label }] of Object.entries(fields)) {
        const name = `${this.name}.${key}.${field}`;
        const box = this.body.querySelector<HTMLElement>(`.combobox[data-name="${name}"]`);
        if (box) this.choose(box, value, label);
        else this.write(this.body.querySelector<HTMLInputElement>(`[name="${name}"]`), value, all);
      }
    }
    this.isFilling = false;
  }

  private choose(box: HTMLElement, value: string, label: string): void {
    const input = box.querySelector<HTMLElement>("[role=combobox]");
    const held = box.querySelector<HTMLInputElement>("input[type=hidden]")?.value ?? "";
    if (!input || !value || held === value) return;
    document.dispatchEvent(new CustomEvent("record-made", { detail: { for: input.id, value, label } }));
  }

  private write(input: HTMLInputElement | null, value: string, all: boolean): void {
    const mayWrite = input && input !== document.activeElement && (all || input.value === "" || input.dataset["filled"] !== undefined);
    if (!mayWrite) return;
    input.value = value;
    input.dataset["filled"] = "";
  }

  private show(told: Preview): void {
    for (const row of this.rows) {
      const texts = told.rows[row.dataset["line"] ?? ""];
      row.querySelectorAll<HTMLElement>("[data-computed]").forEach((output) => {
        output.textContent = texts?.[output.dataset["computed"] ?? ""] ?? "—";
      });
    }
    this.root.querySelectorAll<HTMLElement>("[data-sum]").forEach((output) => {
      output.textContent = told.sums[output.dataset["sum"] ?? ""] ?? "—";
    });
  }

  private tell(words: string): void {
    const live = this.root.querySelector("[data-live]");
    if (live) live.textContent = words;
  }
}

behaviour("lines", (root) => { new LineTable(root); });
