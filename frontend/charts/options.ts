/** What a chart shows, and how that is said to ECharts. Tooltips are drawn, not made of HTML: the page allows no inline style. */
import type { EChartsCoreOption } from "echarts/core";

export interface Point { value: number | null; words: string; url: string }
export interface Series { name: string; points: Point[] }
export interface Chart {
  kind: "bar" | "line" | "pie" | "funnel" | "map";
  name: string;
  categories: string[];
  codes: string[];
  series: Series[];
}

export interface Look { text: string; muted: string; line: string; ground: string; colours: string[] }
interface Shown { name?: string; seriesName?: string; data?: { words?: string; said?: string } | null; marker?: string }

const ROUND: ReadonlySet<string> = new Set(["pie", "funnel"]);

/** The colours of the page as it looks now. */
export function lookOf(place: HTMLElement): Look {
  const style = getComputedStyle(place);
  const colour = (name: string): string => resolved(place, style.getPropertyValue(name).trim());
  return {
    text: colour("--text"), muted: colour("--muted"), line: colour("--line"), ground: colour("--sunken"),
    colours: [1, 2, 3, 4, 5, 6, 7, 8].map((one) => colour(`--chart-${String(one)}`)),
  };
}

/** light-dark() is for style sheets only: let the browser say which colour it means. */
function resolved(place: HTMLElement, value: string): string {
  const probe = document.createElement("i");
  probe.style.color = value;
  place.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

export function optionsOf(chart: Chart, look: Look): EChartsCoreOption {
  const items = (series: Series): object[] =>
    series.points.map((point, place) => ({ name: chart.categories[place] ?? "", value: point.value ?? 0, words: point.words, url: point.url }));
  const text = { color: look.text, fontFamily: "inherit" };
  return {
    color: look.colours,
    textStyle: text,
    animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
    aria: { enabled: false },
    tooltip: { renderMode: "richText", confine: true, trigger: "item", formatter: tooltip },
    ...(chart.series.length > 1 || chart.kind === "pie" ? { legend: { type: "scroll", bottom: 0, textStyle: text } } : {}),
    ...(ROUND.has(chart.kind) ? {} : axes(chart, look)),
    series: chart.series.map((series) => ({
      type: chart.kind, name: series.name, data: items(series), cursor: "pointer",
      ...seriesLook(chart, look),
    })),
  };
}

/** Provinces coloured by their figure; `places` gives the map's name of each by its code. */
export function mapOptionsOf(chart: Chart, look: Look, places: Map<string, string>): EChartsCoreOption {
  const data = (chart.series[0]?.points ?? []).flatMap((point, place) => {
    const name = places.get(chart.codes[place] ?? "");
    return name ? [{ name, value: point.value ?? 0, words: point.words, url: point.url, said: chart.categories[place] }] : [];
  });
  const most = Math.max(1, ...data.map((one) => one.value));
  return {
    tooltip: { renderMode: "richText", confine: true, formatter: tooltip },
    visualMap: { min: 0, max: most, left: 8, bottom: 8, calculable: false, textStyle: { color: look.muted }, formatter: shortNumber, inRange: { color: [look.line, look.colours[0]] } },
    series: [{
      type: "map", map: "china", roam: false, cursor: "pointer", selectedMode: false, data, label: { show: false },
      itemStyle: { areaColor: look.ground, borderColor: look.muted, borderWidth: 0.5 },
      emphasis: { label: { show: false }, itemStyle: { areaColor: look.colours[2] } },
    }],
  };
}

function said(shown: Shown): string {
  return `${shown.name ?? ""}  ${shown.data?.words ?? ""}`;
}

function tooltip(shown: Shown): string {
  const data = shown.data;
  if (data?.said) return `${data.said}  ${data.words ?? ""}`;
  return [shown.seriesName && shown.seriesName !== shown.name ? shown.seriesName : "", `${shown.name ?? ""}  ${data?.words ?? ""}`]
    .filter((line) => line.trim()).join("\n");
}

/** Long names lie better along a horizontal bar; time runs from left to right. */
function lies(chart: Chart): boolean {
  const many = chart.categories.length;
  return chart.kind !== "line" && many > 6 && chart.categories.some((name) => name.length > (many > 12 ? 5 : 8));
}

function axes(chart: Chart, look: Look): object {
  const names = {
    type: "category", data: chart.categories, inverse: lies(chart), axisTick: { show: false },
    axisLine: { lineStyle: { color: look.line } }, axisLabel: { color: look.muted, hideOverlap: true, width: 130, overflow: "truncate" },
  };
  const values = { type: "value", splitLine: { lineStyle: { color: look.line } }, axisLabel: { color: look.muted, formatter: shortNumber } };
  return {
    grid: { left: 8, right: 16, top: 16, bottom: chart.series.length > 1 ? 36 : 8, containLabel: true },
    xAxis: lies(chart) ? values : names,
    yAxis: lies(chart) ? names : values,
  };
}

/** 1,280,000 as 128 万 where Chinese is read, as 1.28M elsewhere. */
function shortNumber(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 2 }).format(value);
}

function seriesLook(chart: Chart, look: Look): object {
  const label = { color: look.text, formatter: "{b}" };
  switch (chart.kind) {
    case "pie":
      return { radius: ["42%", "68%"], center: ["50%", "46%"], label, itemStyle: { borderWidth: 2, borderColor: "transparent" } };
    case "funnel":
      return {
        left: "18%", width: "64%", top: 12, bottom: 12, sort: "none", minSize: "12%", gap: 3, itemStyle: { borderWidth: 0 },
        label: { show: true, position: "inside", color: "#fff", fontSize: 15, fontWeight: 600, textBorderWidth: 0, formatter: said },
      };
    case "line":
      return { smooth: false, symbolSize: 7, lineStyle: { width: 2 } };
    default:
      return { barMaxWidth: 36, itemStyle: { borderRadius: 3 }, ...(chart.series.length > 1 ? { stack: "all" } : {}) };
  }
}
