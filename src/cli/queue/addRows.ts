import type { RunJob } from "../../ledger/planJobs.js";
import { planJobs } from "../../ledger/planJobs.js";
import type { CliEnvironment } from "../base/environment.js";
import { eachMessage, toMessage } from "../rows/eachMessage.js";
import type { CliInput } from "../run/cliInput.js";
import { insertJobs, type QueuedJob } from "./engine.js";
import { inTransaction } from "./inTransaction.js";
import type { OpenQueue } from "./openQueue.js";
import type { AddOptions } from "./queueOptions.js";

/** What a run has in the queue now. */
export interface Added {
  readonly jobs: number;
  readonly messages: number;
  /** Jobs that were not in the queue before. */
  readonly missing: number;
  /** Whether it was interrupted. */
  readonly stopped: boolean;
}

/** Jobs of one transaction. */
const AT_ONCE = 10;

/**
 * Plans the jobs of a run in the ledger and puts them into the queue, both in one transaction. What the ledger has planned
 * and the engine does not deliver any more is put there again.
 */
export async function addRows(
  queue: OpenQueue,
  { table, reader }: CliInput,
  { run, correlate }: Pick<AddOptions, "run" | "correlate">,
  { signal }: Pick<CliEnvironment, "signal">,
): Promise<Added> {
  const waiting = new Set<string>();
  for await (const { key } of queue.ledger.pending(`${run}/`)) waiting.add(key);
  const added = { jobs: 0, messages: 0, missing: 0, stopped: false };
  let together: RunJob[] = [];
  const flush = async (): Promise<void> => {
    const jobs = together;
    together = [];
    added.missing += await addTogether(queue, jobs, waiting, correlate !== false);
    added.jobs += jobs.length;
    added.messages += jobs.reduce((sum, { messages }) => sum + messages.length, 0);
  };
  for await (const job of planJobs(eachMessage(table, reader), { run, toMessage })) {
    if (signal.aborted) return { ...added, stopped: true };
    together.push(job);
    if (together.length === AT_ONCE) await flush();
  }
  if (together.length > 0) await flush();
  return added;
}

/** @returns how many of them were not there */
function addTogether(
  { pool, ledger, boss }: OpenQueue,
  jobs: readonly RunJob[],
  waiting: ReadonlySet<string>,
  correlates: boolean,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const planned = jobs.map(({ key, run, messages }) => ({ key, run, messages: messages.length }));
    const fresh = new Set(await ledger.plan(planned, { client }));
    const wanted = jobs.filter(({ key }) => fresh.has(key) || waiting.has(key));
    if (wanted.length > 0)
      await insertJobs(
        boss,
        client,
        wanted.map((job) => payloadOf(job, correlates)),
      );
    return fresh.size;
  });
}

function payloadOf({ key, run, indices, messages, after }: RunJob, correlates: boolean): QueuedJob {
  return { key, run, indices, messages, after, ...(correlates ? { correlate: "extend_code" } : {}) };
}
