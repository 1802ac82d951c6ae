/** After a swap of the page: mark where we are in the rail, and put the focus where reading starts. */
import { onHtmx } from "./htmx";

/** The page says which entry of the rail is its home: the departments belong to the set-up, whatever their address. */
function markCurrent(list: Element): void {
  const home = document.querySelector<HTMLElement>("#page")?.dataset["home"];
  for (const link of list.querySelectorAll<HTMLAnchorElement>("a[data-rail]")) {
    if (link.pathname === home) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

onHtmx("htmx:after:swap", (context) => {
  if (context.target?.id !== "page") return;
  document.querySelectorAll("[data-rail-list]").forEach(markCurrent);
  document.querySelectorAll<HTMLElement>(".menu:popover-open").forEach((menu) => { menu.hidePopover(); });
  document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
});
