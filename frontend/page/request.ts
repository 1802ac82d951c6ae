/** Requests that behaviours make themselves, with the same manners as htmx: CSRF, headers, failures in words. */
import { csrfToken } from "./client";
import { announce, tellFailure } from "./failures";

/** The server's answer: `ok` is false for a refusal, whose text may be HTML to show beside the field. */
export interface Answer {
  ok: boolean;
  status: number;
  text: string;
}

interface Wish {
  method?: string;
  body?: FormData | URLSearchParams;
  signal?: AbortSignal;
  /** The caller shows refusals (422) itself. */
  quiet?: boolean;
}

/** Ask the server; a failure is told in a toast unless the caller shows it. Null when aborted or unreachable. */
export async function ask(address: string, wish: Wish = {}): Promise<Answer | null> {
  const headers = { "HX-Request": "true", "X-CSRFToken": csrfToken(), Accept: "text/html" };
  try {
    const response = await fetch(address, { headers, credentials: "same-origin", ...wish });
    const text = await response.text();
    announce(response.headers.get("HX-Trigger"));
    const shownByCaller = wish.quiet === true && response.status === 422;
    if (!response.ok && !shownByCaller) tellFailure(response.status, response.headers, text);
    return { ok: response.ok, status: response.status, text };
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) tellFailure(0);
    return null;
  }
}
