import type { Pool } from "pg";
import { ENGINE_SCHEMA, QUEUE } from "./engine.js";

/** Jobs of the queue, as the engine counts them. */
export interface EngineJobs {
  readonly waiting: number;
  readonly active: number;
  /** Seconds since the oldest one that waits was added. */
  readonly oldest_seconds: number | null;
}

/** Counts what the engine has to deliver. */
export async function engineJobs(pool: Pool): Promise<EngineJobs> {
  const { rows } = await pool.query<{ waiting: string; active: string; oldest: string | null }>(
    `select count(*) filter (where state < 'active') as waiting, count(*) filter (where state = 'active') as active,
       extract(epoch from now() - min(created_on) filter (where state < 'active')) as oldest
     from ${ENGINE_SCHEMA}.job where name = $1 and state < 'completed'`,
    [QUEUE],
  );
  const [row] = rows;
  return {
    waiting: Number(row?.waiting ?? 0),
    active: Number(row?.active ?? 0),
    oldest_seconds: typeof row?.oldest === "string" ? Number(row.oldest) : null,
  };
}
