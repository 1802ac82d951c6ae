import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { iconSprite } from "./frontend/vite/icon-sprite.mjs";

// Names carry a hash, so the server may tell browsers to keep these files for ever.
export default defineConfig(({ mode }) => ({
  root: "frontend",
  base: "./",
  publicDir: false,
  plugins: [tailwindcss(), iconSprite()],
  // The map of China asks for the whole of ECharts; the parts that we use are enough for it.
  resolve: { alias: [{ find: /^echarts$/, replacement: "echarts/core" }] },
  build: {
    outDir: "../zhike/doors/web/static/zhike",
    emptyOutDir: true,
    manifest: "manifest.json",
    sourcemap: mode === "development",
    minify: mode !== "development",
    target: ["chrome123", "firefox128", "safari18"],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: { main: "frontend/main.ts", "public-form": "frontend/public-form.ts" } },
  },
}));
