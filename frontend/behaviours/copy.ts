/** button[data-copy="text"] puts it on the clipboard. */
import { on } from "../page/behaviour";
import { say } from "../page/client";
import { showToast } from "./toast";

on("click", "[data-copy]", (_, button) => {
  void navigator.clipboard.writeText(button.dataset["copy"] ?? "").then(() => { showToast({ text: say("copied") }); });
});
