/** button[data-copy="text"] puts it on the clipboard; button[data-copy-address] the address of this page. */
import { on } from "../page/behaviour";
import { say } from "../page/client";
import { showToast } from "./toast";

function copy(text: string): void {
  void navigator.clipboard.writeText(text).then(() => { showToast({ text: say("copied") }); });
}

on("click", "[data-copy]", (_, button) => { copy(button.dataset["copy"] ?? ""); });
on("click", "[data-copy-address]", () => { copy(location.href); });
