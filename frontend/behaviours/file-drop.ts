/** A file by drop or by choosing: checked for kind and size before it travels. data-limit in bytes, data-submit to send at once. */
import { behaviour } from "../page/behaviour";
import { say } from "../page/client";
import { showToast } from "./toast";

function size(bytes: number): string {
  const megabytes = bytes / 1_048_576;
  return megabytes >= 1 ? `${megabytes.toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`;
}

function complaint(file: File, input: HTMLInputElement, limit: number): string | null {
  const kinds = input.accept.split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  const known = !kinds.length || kinds.some((kind) => file.name.toLowerCase().endsWith(kind) || file.type === kind);
  if (!known) return say("file_wrong_kind", { name: file.name, kinds: kinds.join(" ") });
  return limit && file.size > limit ? say("file_too_large", { name: file.name, limit: size(limit) }) : null;
}

behaviour("file-drop", (zone) => {
  const input = zone.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  const over = (isOver: boolean) => { zone.toggleAttribute("data-over", isOver); };
  zone.addEventListener("dragover", () => { over(true); });
  zone.addEventListener("dragleave", () => { over(false); });
  zone.addEventListener("drop", () => { over(false); });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    const wrong = files.map((file) => complaint(file, input, Number(zone.dataset["limit"] ?? 0))).find(Boolean);
    if (wrong) {
      showToast({ text: wrong, tone: "error" });
      input.value = "";
    }
    const names = zone.querySelector("[data-file-names]");
    if (names) names.textContent = wrong ? "" : files.map((file) => `${file.name} · ${size(file.size)}`).join(", ");
    if (!wrong && files.length && zone.dataset["submit"] !== undefined) input.form?.requestSubmit();
  });
});
