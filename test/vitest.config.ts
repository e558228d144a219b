import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./longestFirst.js";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path(".."),
  resolve: {
    // Snippets of the documentation import the package by its name.
    alias: [
      { find: /^smn-sms$/, replacement: path("../src/index.ts") },
      { find: /^smn-sms\/mock$/, replacement: path("../src/mock/index.ts") },
      { find: /^smn-sms\/ledger$/, replacement: path("../src/ledger/index.ts") },
      { find: /^smn-sms\/otel$/, replacement: path("../src/otel/index.ts") },
      { find: /^smn-sms\/msw$/, replacement: path("../src/mock/msw.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    // They need a browser: `npm run test:browser`. The tests of apps are run in their own set-ups, and those with real
    // engines apart: `npm run test:engines`.
    exclude: [
      "**/node_modules/**",
      "test/**/*.browser.test.ts",
      "test/apps/**",
      "test/ledger/engines/**",
      "test/simulation/ledger/**",
    ],
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "test/typecheck.tsconfig.json" },
    // Much of the time goes into waiting for processes and disks: two workers leave two cores idle for a third of it.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // No module here keeps state, and tests put back what they change: to load all modules anew for each file took
    // half of the time.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: { provider: "v8", include: ["src/**"], reporter: ["text-summary", "json-summary"] },
  },
});
