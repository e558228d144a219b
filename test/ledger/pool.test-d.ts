import type pg from "pg";
import { expectTypeOf, it } from "vitest";
import type { LedgerOptions, Queryable } from "../../src/ledger/index.js";

it("takes the pool of pg as it is, and its clients", () => {
  expectTypeOf<pg.Pool>().toExtend<LedgerOptions["pool"]>();
  expectTypeOf<pg.PoolClient>().toExtend<Queryable>();
});
