import base from "../vitest.config.js";

const patterns = process.env["MUTATION_TESTS"];
if (patterns === undefined) throw new Error("MUTATION_TESTS must name the tests: run npm run test:mutation");

/** The tests of the file that is changed. Not by Stryker's `testFiles`: that runs no test of code that runs on import. */
export default {
  ...base,
  test: {
    ...base.test,
    include: patterns.split(" "),
    setupFiles: ["test/mutation/fewerRuns.ts"],
    typecheck: { enabled: false },
    testTimeout: 8_000,
  },
};
