import type { Pool } from "pg";
import { inTransaction } from "./inTransaction.js";

/** Any number does that no other program uses. */
const LOCK = 7_295_460_118;

/** Does work while no other process of this database does any. */
export function oneAtATime<Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> {
  return inTransaction(pool, async (client) => {
    await client.query("set local lock_timeout = '60s'");
    await client.query(`select pg_advisory_xact_lock(${LOCK})`);
    return work();
  });
}
