/** Theme, density, language and the folded rail: changed at once, kept on the server, so the next page starts right. */
import { on } from "../page/behaviour";
import { address } from "../page/client";
import { ask } from "../page/request";

const root = document.documentElement;

function keep(name: string, value: string): Promise<unknown> {
  return ask(address("preferences"), { method: "POST", body: new URLSearchParams({ [name]: value }) });
}

function mark(name: string, value: string): void {
  document.querySelectorAll<HTMLElement>(`[data-look="${name}"]`).forEach((item) => {
    item.setAttribute("aria-checked", String(item.dataset["value"] === value));
  });
}

on("click", "[data-look]", (_, item) => {
  const { look: name = "", value = "" } = item.dataset;
  const kept = keep(name, value);
  if (name === "language") {
    void kept.then(() => { window.location.reload(); });
    return;
  }
  root.dataset[name] = value;
  mark(name, value);
});

on("click", "[data-rail-fold]", (_, button) => {
  const next = root.dataset["rail"] === "closed" ? "open" : "closed";
  root.dataset["rail"] = next;
  button.setAttribute("aria-expanded", String(next === "open"));
  void keep("rail", next);
});

// `toggle` does not bubble; the groups of the rail stay folded as they were left.
document.addEventListener("toggle", (event) => {
  if (!(event.target instanceof HTMLElement) || !event.target.matches("details[data-rail-group]")) return;
  const all = [...document.querySelectorAll<HTMLDetailsElement>("details[data-rail-group]")];
  void keep("folded", all.filter((one) => !one.open).map((one) => one.dataset["railGroup"]).join("."));
}, true);
