/**
 * Province, city, district: each choice fetches the next. data-behaviour="region" data-url="/regions/options".
 * GET url?parent=CODE answers <option>s. The hidden input holds the deepest code chosen.
 */
import { behaviour } from "../page/behaviour";
import { say } from "../page/client";
import { ask } from "../page/request";

function empty(select: HTMLSelectElement): void {
  select.replaceChildren(new Option(say("choose"), ""));
  select.disabled = true;
}

behaviour("region", (picker) => {
  const levels = [...picker.querySelectorAll("select")];
  const hidden = picker.querySelector<HTMLInputElement>("input[type=hidden]");
  const hold = () => {
    const code = levels.map((level) => level.value).filter(Boolean).at(-1) ?? "";
    if (!hidden || hidden.value === code) return;
    hidden.value = code;
    picker.dispatchEvent(new Event("change", { bubbles: true }));
  };
  levels.forEach((level, depth) => {
    level.addEventListener("change", () => {
      levels.slice(depth + 1).forEach(empty);
      hold();
      const next = levels[depth + 1];
      if (next && level.value) void offer(next, picker.dataset["url"] ?? "", level.value);
    });
  });
});

async function offer(select: HTMLSelectElement, address: string, parent: string): Promise<void> {
  const url = new URL(address, location.href);
  url.searchParams.set("parent", parent);
  const answer = await ask(url.href);
  if (!answer?.ok) return;
  select.innerHTML = answer.text;
  select.prepend(new Option(say("choose"), "", true, true));
  select.disabled = select.options.length < 2;
}
