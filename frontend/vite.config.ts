import { defineConfig } from "vite";

// The version a clinic's tablet must have: the first of each that knows light-dark().
const BROWSERS = ["chrome123", "firefox120", "safari17.5"];

export default defineConfig({
  base: "./", // the bundle does not know STATIC_URL
  publicDir: "src/public",
  build: {
    target: BROWSERS,
    cssTarget: BROWSERS,
    outDir: "static/frontend",
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // data: URLs would need a hole in the content security policy
    rolldownOptions: {
      input: "src/main.ts",
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
