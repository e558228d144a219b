import { mergeConfig } from "vitest/config";
import base from "../../vitest.config.js";

/** The tests with real engines and processes, and the simulation of the ledger: `npm run test:engines`. `ENGINES_SIZE=5` makes the faults five times as large. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [], typecheck: { enabled: false } } },
  {
    test: {
      include: ["test/ledger/engines/*.test.ts", "test/simulation/ledger/*.test.ts"],
      testTimeout: 600_000,
    },
  },
);
