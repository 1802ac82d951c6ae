/** Behaviours attach to elements by name (data-behaviour="combobox money"), now and whenever content is swapped in. */
type Mount = (element: HTMLElement) => void;

const mounts = new Map<string, Mount>();
const mounted = new WeakMap<Element, Set<string>>();

/** Run `mount` once for every element that carries this behaviour's name. */
export function behaviour(name: string, mount: Mount): void {
  mounts.set(name, mount);
}

function mountOne(element: HTMLElement): void {
  const done = mounted.get(element) ?? new Set<string>();
  mounted.set(element, done);
  for (const name of (element.dataset["behaviour"] ?? "").split(/\s+/)) {
    const mount = mounts.get(name);
    if (!mount || done.has(name)) continue;
    done.add(name);
    mount(element);
  }
}

/** Attach behaviours to `root` and all below it; harmless when repeated. */
export function mountAll(root: ParentNode): void {
  if (root instanceof HTMLElement && root.dataset["behaviour"]) mountOne(root);
  root.querySelectorAll<HTMLElement>("[data-behaviour]").forEach(mountOne);
}

/** Listen anywhere in the page for an event on elements that match, those swapped in later too. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  listener: (event: DocumentEventMap[K], element: HTMLElement) => void,
): void {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) listener(event, element);
  });
}

document.addEventListener("htmx:after:process", (event) => {
  if (event.target instanceof Element) mountAll(event.target);
});
document.addEventListener("DOMContentLoaded", () => { mountAll(document); });
