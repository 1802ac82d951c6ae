/** What the server told the scripts: words in the reader's language, and addresses. */
interface Client {
  words: Record<string, string>;
  language: string;
  addresses: Record<string, string>;
}

const empty: Client = { words: {}, language: "", addresses: {} };
const block = document.getElementById("client")?.textContent;
const client: Client = block ? (JSON.parse(block) as Client) : empty;

/** The sentence of that key, its {places} filled in; the key itself if the server did not send it. */
export function say(key: string, places: Record<string, string | number> = {}): string {
  const sentence = client.words[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(places[name] ?? whole));
}

/** The address that base.html gave under that name, such as "search". */
export function address(name: string): string {
  return client.addresses[name] ?? `/${name}`;
}

/** A whole number as the reader writes it. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(document.documentElement.lang).format(count);
}

export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}
