// Apart from vite.config.ts, because building the product does not install vitest.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
