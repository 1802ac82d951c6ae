/** htmx as Zhike uses it. Its settings stand in <meta name="htmx-config"> of base.html: it reads them before we run. */
import htmx from "htmx.org/dist/htmx.esm.js";
import { csrfToken } from "./client";

/** What our listeners read of the context that htmx hands to its events. */
export interface RequestContext {
  sourceElement: Element;
  target?: Element;
  request: { action: string; method: string; headers: Record<string, string>; signal?: AbortSignal };
  response?: { status: number; headers: Headers };
  hx?: Record<string, string>;
}

/** Listen to one htmx event anywhere in the page. */
export function onHtmx(name: string, listener: (context: RequestContext, event: CustomEvent) => void): void {
  document.addEventListener(name, (event) => {
    const detail = (event as CustomEvent<{ ctx?: RequestContext }>).detail;
    if (detail.ctx) listener(detail.ctx, event as CustomEvent);
  });
}

/** Swap the main part of the page for another address, as a link would. */
export function visit(address: string): Promise<void> {
  return htmx.ajax("GET", address, { target: "#page", select: "#page", swap: "outerHTML show:none", push: "true" });
}

onHtmx("htmx:config:request", ({ request }) => {
  if (request.method !== "GET") request.headers["X-CSRFToken"] = csrfToken();
});

export default htmx;
