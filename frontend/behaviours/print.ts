/** button[data-print] prints the page; what is folded away on the screen stays so on paper. */
import { on } from "../page/behaviour";

on("click", "[data-print]", () => { window.setTimeout(() => { window.print(); }, 0); });
