import type { Pool } from "pg";

/** Any number does that no other program uses. */
const LOCK = 7_295_460_118;

/** Does work while no other process of this database does any. */
export async function oneAtATime<Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  const onError = (): void => undefined; // the statement that is under way fails as well, or the next one
  client.on("error", onError);
  let isBroken = true;
  try {
    await client.query("begin");
    await client.query("set local lock_timeout = '60s'");
    await client.query(`select pg_advisory_xact_lock(${LOCK})`);
    const result = await work();
    await client.query("commit");
    isBroken = false;
    return result;
  } finally {
    client.off("error", onError);
    client.release(isBroken);
  }
}
