import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests that need Chromium: at /usr/bin/chromium, or where CHROMIUM_PATH says. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/e2e/**/*.browser.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
