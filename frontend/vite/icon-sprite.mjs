/** One SVG sprite with only the Lucide icons that templates, declarations and frontend/icons.txt name. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const lucide = join(dirname(createRequire(import.meta.url).resolve("lucide-static/package.json")), "icons");

/** A quoted word counts as an icon when its line speaks of icons and Lucide has one of that name. */
function namesIn(text) {
  return text
    .split("\n")
    .filter((line) => /icon/i.test(line))
    .flatMap((line) => [...line.matchAll(/["']([a-z][a-z0-9-]*)["']/g)].map((match) => match[1]));
}

function sources(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true });
  const wanted = files.filter((file) => /\.(html|py|ts)$/.test(file) && !/(^|\/)(static|tests|migrations)\//.test(file));
  return wanted.map((file) => join(folder, file));
}

function listedNames() {
  const lines = readFileSync(join(root, "frontend", "icons.txt"), "utf8").split("\n");
  return lines.flatMap((line) => line.replace(/#.*/, "").trim().split(/\s+/)).filter(Boolean);
}

function usedNames() {
  const files = sources(join(root, "zhike")).concat(sources(join(root, "frontend")));
  const scanned = files.flatMap((file) => namesIn(readFileSync(file, "utf8")));
  const exists = (name) => existsSync(join(lucide, `${name}.svg`));
  const missing = listedNames().filter((name) => !exists(name));
  if (missing.length) throw new Error(`Lucide has no icon called ${missing.join(", ")} (frontend/icons.txt)`);
  return [...new Set([...listedNames(), ...scanned.filter(exists)])].sort();
}

function symbol(name) {
  const svg = readFileSync(join(lucide, `${name}.svg`), "utf8");
  const shapes = svg.replace(/<!--.*?-->/gs, "").match(/<svg[^>]*>(.*)<\/svg>/s)[1];
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

export function iconSprite() {
  return {
    name: "icon-sprite",
    generateBundle() {
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${usedNames().map(symbol).join("")}</svg>`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source });
      const mark = readFileSync(join(root, "frontend", "mark.svg"), "utf8");
      this.emitFile({ type: "asset", name: "mark.svg", originalFileName: "mark.svg", source: mark });
    },
  };
}
