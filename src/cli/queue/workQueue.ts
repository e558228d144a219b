import { setMaxListeners } from "node:events";
import type { SmsClient } from "../../createSmsClient.js";
import { channels } from "../../messages/channels.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { connect } from "../connection/connect.js";
import { ENGINE_SCHEMA, QUEUE } from "./engine.js";
import { withQueue, type OpenQueue } from "./openQueue.js";
import type { WorkOptions } from "./queueOptions.js";
import { engineJobs } from "./engineJobs.js";
import { createSlot } from "./workSlot.js";
import { createWorkReport, type WorkReport } from "./workReport.js";

/** How often it is looked whether the queue is empty, in milliseconds. */
const LOOK_MS = 500;
/** How often telemetry is told what waits, in looks. */
const LOOKS_TO_TELL = 20;

/** `smn-sms queue work`: sends what is in the queue until it is stopped, or until the queue is empty. */
export async function workQueue(options: WorkOptions, environment: CliEnvironment): Promise<ExitCode> {
  const { impatientClient } = await connect(options, environment);
  return withQueue(
    environment,
    "work",
    async (queue) => {
      const { warnings } = await queue.ledger.check();
      const report = createWorkReport(environment, options.json === true);
      for (const warning of warnings) report.warning(warning);
      if (options.requestRate !== undefined)
        await queue.ledger.pace({ requestsPerSecond: options.requestRate });
      await work(queue, impatientClient, options, environment, report);
      return exitCodes.ok;
    },
    options.timeout * 1_000,
  );
}

async function work(
  queue: OpenQueue,
  client: SmsClient,
  { concurrency, untilEmpty }: WorkOptions,
  { signal, clock }: CliEnvironment,
  report: WorkReport,
): Promise<void> {
  // It also ends the slots when the queue is empty.
  const stop = new AbortController();
  const halt = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, halt); // each slot listens several times
  const slot = createSlot(queue, client, { clock, signal: halt, report });
  report.started();
  const slots = Promise.all(Array.from({ length: concurrency }, slot));
  try {
    for (let look = 0; !signal.aborted; look++) {
      if (look % LOOKS_TO_TELL === 0) await tell(queue);
      if (untilEmpty === true && (await isEmpty(queue))) break;
      await clock.sleep(LOOK_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    if (signal.aborted) report.stopping();
    stop.abort();
    await slots; // what is under way is awaited
  }
  report.ended();
}

/** Says on the channel for it what waits, where somebody listens. */
async function tell({ pool }: OpenQueue): Promise<void> {
  if (!channels.queue.isHeard) return;
  const jobs = await engineJobs(pool).catch(() => undefined); // the database may come back
  if (jobs === undefined) return;
  const { waiting, active, oldest_seconds } = jobs;
  const oldestMs = oldest_seconds === null ? undefined : Math.max(0, Math.round(oldest_seconds * 1_000));
  channels.queue.publish(() => ({ waiting, active, oldestMs }));
}

async function isEmpty({ pool }: OpenQueue): Promise<boolean> {
  const found = await pool
    .query<{ any: boolean }>(
      `select exists (select 1 from ${ENGINE_SCHEMA}.job where name = $1 and state < 'completed') as any`,
      [QUEUE],
    )
    .catch(() => undefined); // the database may come back
  return found?.rows[0]?.any === false;
}
