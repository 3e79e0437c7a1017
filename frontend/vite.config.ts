import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

// The version a clinic's tablet must have: the first of each that knows light-dark().
const BROWSERS = ["chrome123", "firefox120", "safari17.5"];

// The server hands out what lies beside a file as .br or .gz; it compresses nothing itself.
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir: folder = "." }) {
      for (const name of readdirSync(folder).filter((each) => /\.(js|css|svg)$/.test(each))) {
        const content = readFileSync(join(folder, name));
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [compressed()],
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
