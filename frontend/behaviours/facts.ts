/** Facts on a card, edited where they stand: button[data-fact-url], in the fact's dd. GET gives the field, POST the new fact (or 422 the field). */
import { mountAll, on } from "../page/behaviour";
import htmx from "../page/htmx";
import { ask } from "../page/request";

function fill(form: HTMLFormElement, html: string): void {
  form.innerHTML = html;
  mountAll(form);
  htmx.process(form);
  form.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
}

async function edit(button: HTMLElement): Promise<void> {
  const address = button.dataset["factUrl"] ?? "";
  const home = button.closest<HTMLElement>("dd") ?? button.parentElement;
  const answer = await ask(address);
  if (!answer?.ok || !home) return;
  const before = [...home.childNodes];
  const form = document.createElement("form");
  form.noValidate = true;
  home.replaceChildren(form);
  fill(form, answer.text);
  listen(form, address, (html) => {
    if (html === null) home.replaceChildren(...before);
    else home.innerHTML = html;
    htmx.process(home);
    mountAll(home);
    home.querySelector<HTMLElement>("[data-fact-url]")?.focus();
  });
}

function listen(form: HTMLFormElement, address: string, close: (html: string | null) => void): void {
  let busy = false;
  const save = async () => {
    if (busy) return;
    busy = true;
    const answer = await ask(address, { method: "POST", body: new FormData(form), quiet: true });
    busy = false;
    if (answer?.ok) close(answer.text);
    else if (answer?.status === 422) fill(form, answer.text);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); void save(); });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      busy = true;
      close(null);
    }
    if (event.key === "Enter" && !(event.target instanceof HTMLTextAreaElement)) {
      event.preventDefault();
      void save();
    }
  });
  form.addEventListener("focusout", () => {
    window.setTimeout(() => { if (form.isConnected && !form.contains(document.activeElement)) void save(); }, 0);
  });
}

on("click", "[data-fact-url]", (_, button) => { void edit(button); });
