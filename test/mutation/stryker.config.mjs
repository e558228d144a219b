/** How one file's mutants are let loose on the tests of that file: main.mjs adds which those are. */
/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "vitest",
  // Not `related`: it walks all imports again for every mutant, and main.mjs names the tests.
  vitest: { configFile: "test/mutation/vitest.config.ts", related: false },
  plugins: ["@stryker-mutator/vitest-runner"],
  coverageAnalysis: "perTest",
  ignorePatterns: [".cache", "docs", "dist", "test/apps", "test/interop", "test/bench"],
  reporters: ["json"],
  jsonReporter: { fileName: ".cache/mutation/report.json" },
  logLevel: "warn",
  // Nothing checks types here, and to switch that off in every file takes longer than some tests.
  disableTypeChecks: false,
  timeoutMS: 12_000,
  warnings: { slow: false },
  concurrency: 1,
};
