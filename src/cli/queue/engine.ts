import { createHash } from "node:crypto";
import type { PgBoss, Queue } from "pg-boss";
import type { RunJob } from "../../ledger/planJobs.js";

/** The name of the queue in pg-boss. */
export const QUEUE = "smn-sms";
/** The schema of pg-boss. */
export const ENGINE_SCHEMA = "pgboss";

const YEARS = 10 * 365 * 86_400;

/**
 * How the engine delivers. None of it decides whether a text is sent twice or lost, which is the ledger's business: it
 * only says when a job is delivered again, so that one that has to wait is, and that nothing is dropped while it waits.
 */
export const QUEUE_OPTIONS: Omit<Queue, "name" | "policy" | "partition"> = Object.freeze({
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  // What a worker was sending that died; longer than a lease, so that the ledger then knows what to say.
  expireInSeconds: 300,
  retentionSeconds: YEARS,
  deleteAfterSeconds: 7 * 86_400,
});

/** A job as the queue carries it: with the texts, which the ledger does not have. */
export interface QueuedJob extends Pick<RunJob, "key" | "run" | "indices" | "messages" | "after"> {
  readonly correlate?: "extend_code";
}

/** What runs a statement inside a transaction of ours. */
export interface Statements {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** The id of a job follows from its key, so that the engine has it once. */
export function jobId(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Which of these jobs the engine will still deliver, by id. */
export async function livingJobs(client: Statements, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query(
    `select id::text from ${ENGINE_SCHEMA}.job where name = $1 and id = any($2::uuid[]) and state < 'completed'`,
    [QUEUE, ids],
  );
  return new Set((rows as { id: string }[]).map(({ id }) => id));
}

/** Puts jobs into the queue, within the transaction of the client; those that were over are delivered again. */
export async function insertJobs(
  boss: PgBoss,
  client: Statements,
  jobs: readonly QueuedJob[],
): Promise<void> {
  const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
  const ids = jobs.map(({ key }) => jobId(key));
  const living = await livingJobs(client, ids);
  const missing = jobs.filter(({ key }) => !living.has(jobId(key)));
  if (missing.length === 0) return;
  const over = missing.map(({ key }) => jobId(key));
  await boss.deleteJob(QUEUE, over, { db });
  await boss.insert(
    QUEUE,
    missing.map((data) => ({ id: jobId(data.key), data })),
    { db },
  );
}
