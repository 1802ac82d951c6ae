/** Draws a chart into its place, again when the place or the theme changes, and opens the rows behind what is clicked. */
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { type Chart, lookOf, mapOptionsOf, optionsOf } from "./options";

use([BarChart, FunnelChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export async function draw(place: HTMLElement, chart: Chart): Promise<void> {
  const places = chart.kind === "map" ? await (await import("./china")).provinces() : undefined;
  const drawn = init(place, null, { renderer: "canvas" });
  const again = (): void => {
    const look = lookOf(place);
    drawn.setOption(places ? mapOptionsOf(chart, look, places) : optionsOf(chart, look), true);
  };
  again();
  drawn.on("click", (event) => {
    const url = (event.data as { url?: string } | undefined)?.url;
    if (url) location.assign(url);
  });
  new ResizeObserver(() => { drawn.resize(); }).observe(place);
  new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}
