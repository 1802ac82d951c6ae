/** After a swap of the page: mark where we are in the rail, and put the focus where reading starts. */
import { onHtmx } from "./htmx";

function mayMark(link: HTMLAnchorElement): boolean {
  const here = location.pathname;
  return link.pathname === here || (link.pathname !== "/" && here.startsWith(`${link.pathname.replace(/\/$/, "")}/`));
}

/** The longest address that leads here is the current one: /customers/import is not also /customers. */
function markCurrent(list: Element): void {
  const links = [...list.querySelectorAll<HTMLAnchorElement>("a[data-rail]")];
  const best = links.filter(mayMark).sort((a, b) => b.pathname.length - a.pathname.length)[0];
  for (const link of links) {
    if (link === best) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

onHtmx("htmx:after:swap", (context) => {
  if (context.target?.id !== "page") return;
  document.querySelectorAll("[data-rail-list]").forEach(markCurrent);
  document.querySelectorAll<HTMLElement>(".menu:popover-open").forEach((menu) => { menu.hidePopover(); });
  document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
});
