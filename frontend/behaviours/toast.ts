/** Toasts: the event "toast" {text, tone?, undo?, link?, label?}, sent by HX-Trigger or by our own code. Undo stays 10 s. */
import { say } from "../page/client";
import { on } from "../page/behaviour";
import { ask } from "../page/request";

export interface Toast {
  text: string;
  tone?: "info" | "error";
  undo?: string;
  link?: string;
  label?: string;
}

const STAYS_MS = { undo: 10_000, error: 10_000, info: 5_000 };

export function showToast(toast: Toast): void {
  const shelf = document.querySelector("[data-toasts]");
  if (!shelf) return;
  const box = document.createElement("div");
  box.className = toast.tone === "error" ? "toast toast-error" : "toast";
  box.setAttribute("role", toast.tone === "error" ? "alert" : "status");
  const words = document.createElement("span");
  words.textContent = toast.text;
  box.append(words, ...extras(toast), closer());
  shelf.append(box);
  leaveInTime(box, toast.undo ? STAYS_MS.undo : STAYS_MS[toast.tone ?? "info"]);
}

function extras(toast: Toast): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (toast.undo) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "toast-act", textContent: say("undo") });
    button.dataset["undo"] = toast.undo;
    found.push(button);
  }
  if (toast.link) {
    const link = document.createElement("a");
    Object.assign(link, { href: toast.link, className: "toast-act", textContent: toast.label ?? toast.link });
    found.push(link);
  }
  return found;
}

function closer(): HTMLElement {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "×", ariaLabel: say("close") });
  button.dataset["toastClose"] = "";
  return button;
}

/** Reading takes its time: a toast under the pointer or with the focus stays. */
function leaveInTime(box: HTMLElement, milliseconds: number): void {
  let timer = window.setTimeout(() => { box.remove(); }, milliseconds);
  const stay = () => { window.clearTimeout(timer); };
  const go = () => { timer = window.setTimeout(() => { box.remove(); }, milliseconds / 2); };
  box.addEventListener("pointerenter", stay);
  box.addEventListener("pointerleave", go);
  box.addEventListener("focusin", stay);
  box.addEventListener("focusout", go);
}

document.addEventListener("toast", (event) => { showToast((event as CustomEvent<Toast>).detail); });

on("click", "[data-toast-close]", (_, button) => { button.closest(".toast")?.remove(); });

on("click", "[data-undo]", (_, button) => {
  button.closest(".toast")?.remove();
  void ask(button.dataset["undo"] ?? "", { method: "POST" }).then((answer) => {
    if (!answer?.ok) return;
    showToast({ text: say("undone") });
    document.dispatchEvent(new CustomEvent("records-changed"));
  });
});
