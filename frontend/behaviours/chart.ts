/** Charts: the data stand beside the place as JSON; the library is loaded only on pages that have one. */
import { behaviour } from "../page/behaviour";
import type { Chart } from "../charts/options";

behaviour("chart", (place) => {
  const data = place.parentElement?.querySelector<HTMLScriptElement>('script[type="application/json"]');
  if (!data?.textContent) return;
  const chart = JSON.parse(data.textContent) as Chart;
  void import("../charts/draw").then(({ draw }) => draw(place, chart));
});
