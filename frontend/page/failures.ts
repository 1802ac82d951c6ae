/** Every failed request becomes a sentence in a toast; what was typed stays. */
import { say } from "./client";
import { onHtmx, type RequestContext } from "./htmx";

/** Send the events that the server put in its HX-Trigger header (JSON, or names with commas). */
export function announce(header: string | null): void {
  if (!header) return;
  const events = header.startsWith("{") ? (JSON.parse(header) as Record<string, unknown>) : namesOnly(header);
  for (const [name, detail] of Object.entries(events)) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function namesOnly(header: string): Record<string, unknown> {
  return Object.fromEntries(header.split(",").map((name) => [name.trim(), {}]));
}

function reasonIn(headers: Headers, text: string): string {
  if (!headers.get("Content-Type")?.includes("json")) return "";
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? "";
  } catch {
    return "";
  }
}

function words(status: number): string {
  if (status === 0) return say("offline");
  if (status === 401) return say("signed_out");
  if ([403, 404, 409, 413, 429].includes(status)) return say(`error_${status}`);
  return status >= 500 ? say("error_server", { status }) : say("error_other");
}

/** Say in a toast why a request failed, unless the server sent its own toast. Status 0: not reached at all. */
export function tellFailure(status: number, headers = new Headers(), text = ""): void {
  if (headers.get("HX-Trigger")?.includes('"toast"')) return;
  const detail = { text: reasonIn(headers, text) || words(status), tone: "error" };
  document.dispatchEvent(new CustomEvent("toast", { detail }));
}

/** A link that fails shows the server's own error page: a toast over the old page would hide that nothing opened. */
function openErrorPage(context: RequestContext): boolean {
  const boosted = context.request.headers["HX-Boosted"] === "true" && context.request.method === "GET";
  if (boosted) window.location.href = context.request.action;
  return boosted;
}

onHtmx("htmx:response:error", (context) => {
  const status = context.response?.status ?? 0;
  if (status === 422 || openErrorPage(context)) return;
  tellFailure(status, context.response?.headers);
});

onHtmx("htmx:error", (context, event) => {
  const { error } = event.detail as { error?: unknown };
  const timedOut = context.request.signal?.reason === "timeout";
  if (timedOut || error instanceof TypeError) {
    const text = timedOut ? say("timeout") : say("offline");
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "error" } }));
  }
});
