/**
 * A reference by typing. data-behaviour="combobox" data-url="/employees/options" data-name="owner" [data-multiple] [data-create-url].
 * data-kept='[{"value", "label"}]' is what it holds at first, for whoever makes one in the browser.
 * GET url?q=… answers <li role="option" data-value="7" data-label="周敏">…</li>, best first; any markup inside.
 */
import { behaviour } from "../page/behaviour";
import { say } from "../page/client";
import { place } from "../page/place";
import { ask } from "../page/request";
import { isComposing } from "../page/typing";
import htmx from "../page/htmx";

const PAUSE_MS = 150;
let serial = 0;

class Combobox {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly chosen: HTMLElement;
  private running: AbortController | null = null;
  private timer = 0;
  /** The search is behind what was typed; Enter waits for it rather than take an answer to older words. */
  private isBehind = false;
  private takeWhenFound = false;

  constructor(private readonly root: HTMLElement) {
    this.input = root.querySelector("[role=combobox]") as HTMLInputElement;
    this.chosen = root.querySelector("[data-chosen]") as HTMLElement;
    this.list = this.makeList();
    for (const one of JSON.parse(root.dataset["kept"] ?? "[]") as { value: string; label: string }[]) this.hold(one.value, one.label);
    this.input.addEventListener("input", (event) => { if (!(event).isComposing) this.later(); });
    this.input.addEventListener("compositionend", () => { this.later(); });
    this.input.addEventListener("keydown", (event) => { this.key(event); });
    this.input.addEventListener("focus", () => { this.input.select(); });
    this.input.addEventListener("blur", () => { this.leave(); });
    this.root.addEventListener("click", (event) => { this.click(event); });
    // The field keeps the focus while the list is used.
    this.list.addEventListener("mousedown", (event) => { event.preventDefault(); });
    this.list.addEventListener("click", (event) => { this.take((event.target as Element).closest<HTMLElement>("[role=option]")); });
  }

  private get isMany(): boolean { return this.root.dataset["multiple"] !== undefined; }
  private get isOpen(): boolean { return this.list.matches(":popover-open"); }
  private get options(): HTMLElement[] { return [...this.list.querySelectorAll<HTMLElement>("[role=option]")]; }

  private makeList(): HTMLElement {
    const list = document.createElement("ul");
    list.className = "options";
    list.id = `options-${++serial}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.input.labels?.[0]?.innerText ?? this.input.ariaLabel ?? say("choose"));
    list.popover = "manual";
    this.root.append(list);
    this.input.setAttribute("aria-controls", list.id);
    return list;
  }

  private later(): void {
    this.isBehind = true;
    this.running?.abort(); // what it would find is no answer to what is typed now
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.find(), PAUSE_MS);
  }

  private async find(): Promise<void> {
    this.running?.abort();
    this.running = new AbortController();
    const words = this.input.value.trim();
    const url = new URL(this.root.dataset["url"] ?? "", location.href);
    url.searchParams.set("q", words);
    const answer = await ask(url.href, { signal: this.running.signal });
    if (!answer?.ok || document.activeElement !== this.input) return;
    this.list.innerHTML = answer.text;
    const create = this.root.dataset["createUrl"];
    if (create && words) this.list.append(this.createRow(create, words));
    if (!this.options.length) this.list.innerHTML = `<li class="options-note">${say("no_match")}</li>`;
    this.isBehind = false;
    this.open();
    if (this.takeWhenFound) this.take(this.options[0] ?? null);
    this.takeWhenFound = false;
  }

  private createRow(address: string, words: string): HTMLElement {
    const row = document.createElement("li");
    row.className = "option option-create";
    row.setAttribute("role", "option");
    row.textContent = say("create_named", { name: words });
    row.dataset["create"] = `${address}${address.includes("?") ? "&" : "?"}name=${encodeURIComponent(words)}&for=${this.input.id}`;
    return row;
  }

  private open(): void {
    if (!this.isOpen) this.list.showPopover();
    place(this.list, this.root, true);
    this.options.forEach((option, index) => {
      option.classList.add("option");
      option.id ||= `${this.list.id}-${index}`;
    });
    this.input.setAttribute("aria-expanded", "true");
    this.point(this.options[0]);
  }

  private close(): void {
    if (this.isOpen) this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private point(option: HTMLElement | undefined): void {
    this.options.forEach((other) => { other.setAttribute("aria-selected", String(other === option)); });
    if (!option) return;
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    const pointed = this.options.findIndex((option) => option.ariaSelected === "true");
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      event.preventDefault();
      if (!this.isOpen) void this.find();
      else this.point(this.options[(pointed + (event.key === "ArrowDown" ? 1 : -1) + this.options.length) % this.options.length]);
    } else if (event.key === "Enter" && (this.isOpen || (this.isBehind && this.input.value.trim()))) {
      event.preventDefault();
      if (this.isBehind) this.takeWhenFound = true;
      else this.take(this.options[pointed] ?? null);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.isMany && !this.input.value) this.drop(this.chosen.lastElementChild);
  }

  private take(option: HTMLElement | null): void {
    if (!option) return;
    this.close();
    if (option.dataset["create"]) {
      void htmx.ajax("GET", option.dataset["create"], { target: "#dialogs", swap: "innerHTML", push: "false" });
      return;
    }
    this.choose(option.dataset["value"] ?? "", option.dataset["label"] ?? option.innerText.trim());
  }

  /** Hold this value: one replaces the other, many add up. */
  choose(value: string, label: string): void {
    this.hold(value, label);
    this.changed();
  }

  private hold(value: string, label: string): void {
    if (!this.isMany) this.chosen.replaceChildren();
    const held = [...this.chosen.querySelectorAll("input")].some((input) => input.value === value);
    if (!held) this.chosen.append(this.isMany ? this.tag(value, label) : this.hidden(value));
    this.input.value = this.isMany ? "" : label;
    this.input.dataset["label"] = this.input.value;
  }

  private hidden(value: string): HTMLInputElement {
    const input = document.createElement("input");
    return Object.assign(input, { type: "hidden", name: this.root.dataset["name"] ?? "", value });
  }

  private tag(value: string, label: string): HTMLElement {
    const chip = document.createElement("span");
    chip.className = "chip";
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", className: "chip-remove", textContent: "×", ariaLabel: say("remove", { name: label }) });
    remove.dataset["drop"] = "";
    chip.append(label, this.hidden(value), remove);
    return chip;
  }

  private drop(chip: Element | null | undefined): void {
    if (!chip) return;
    chip.remove();
    this.changed();
  }

  private click(event: Event): void {
    const target = event.target as Element;
    if (target.closest("[data-drop]")) this.drop(target.closest(".chip"));
    else if (!target.closest(".options")) {
      this.input.focus();
      if (!this.isOpen) void this.find();
    }
  }

  /** Words that name nothing do not stay in the field; an emptied field means no value. */
  private leave(): void {
    this.close();
    if (this.isMany) this.input.value = "";
    else if (!this.input.value.trim()) {
      const had = this.chosen.childElementCount > 0;
      this.chosen.replaceChildren();
      if (had) this.changed();
    } else this.input.value = this.input.dataset["label"] ?? "";
  }

  private changed(): void {
    this.root.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const boxes = new WeakMap<HTMLElement, Combobox>();
behaviour("combobox", (root) => { boxes.set(root, new Combobox(root)); });

/** HX-Trigger: {"record-made": {"for": "id_owner", "value": "7", "label": "周敏"}} after "create new" inside a field. */
document.addEventListener("record-made", (event) => {
  const made = (event as CustomEvent<{ for?: string; value: string; label: string }>).detail;
  const root = document.getElementById(made.for ?? "")?.closest<HTMLElement>(".combobox");
  if (root) boxes.get(root)?.choose(made.value, made.label);
});
