// The files in which the two laws are kept, and how many of their mutants must be killed. `npm run test:mutation` runs
// all of them, `npm run test:mutation -- --mutate src/http/judge.ts` one. Survivors that change nothing are listed, each
// with its reason, in equivalents.json beside this file.
const LAW_FILES = [
  "src/journal/**/*.ts",
  "src/bulk/**/*.ts",
  "src/reconcile/**/*.ts",
  "src/http/**/*.ts",
  "src/messages/**/*.ts",
  "src/auth/**/*.ts",
];

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "vitest",
  vitest: { configFile: "test/mutation/vitest.config.ts", related: true },
  plugins: ["@stryker-mutator/vitest-runner"],
  mutate: LAW_FILES,
  coverageAnalysis: "perTest",
  ignoreStatic: true,
  reporters: ["clear-text", "progress-append-only", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: ".cache/mutation/report.json" },
  tempDirName: ".cache/mutation/sandbox",
  incrementalFile: ".cache/mutation/incremental.json",
  thresholds: { high: 95, low: 92, break: 92 },
  timeoutMS: 10_000,
  concurrency: 2,
};
