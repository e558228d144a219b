import type { Pool, PoolClient } from "pg";

/** Does work in a transaction, and commits it. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const onError = (): void => undefined; // the statement that is under way fails as well, or the next one
  client.on("error", onError);
  let isBroken = true;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    isBroken = false;
    return result;
  } finally {
    client.off("error", onError);
    // In a transaction of which nobody knows how it ended a connection must not be used again.
    client.release(isBroken);
  }
}
