import type { Job } from "pg-boss";
import type { SmsClient } from "../../createSmsClient.js";
import { CliError } from "../base/cliError.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { connect } from "../connection/connect.js";
import { QUEUE, ENGINE_SCHEMA, type QueuedJob } from "./engine.js";
import { withQueue, type OpenQueue } from "./openQueue.js";
import type { WorkOptions } from "./queueOptions.js";
import { createWorkReport, type WorkReport } from "./workReport.js";

/** How often it is looked whether the queue is empty, in milliseconds. */
const LOOK_MS = 500;
/** Between two looks of a worker that is not told of new jobs, in seconds. */
const POLL_SECONDS = 1;

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
  { concurrency, untilEmpty, timeout }: WorkOptions,
  { signal, clock }: CliEnvironment,
  report: WorkReport,
): Promise<void> {
  const { boss, ledger } = queue;
  const handle = async (jobs: Job<QueuedJob>[]): Promise<void> => {
    for (const { data } of jobs) {
      const { key, run, indices, messages, after, correlate } = checked(data);
      try {
        const sending = { run, indices, after, ...(correlate === undefined ? {} : { correlate }), signal };
        report.outcomes(await ledger.sendOnce(client, key, messages, sending));
      } catch (error) {
        // The engine delivers it again later; what it keeps of the error has neither texts nor numbers.
        report.failure(error);
        throw error;
      }
    }
  };
  await boss.work<QueuedJob>(
    QUEUE,
    { localConcurrency: concurrency, batchSize: 1, pollingIntervalSeconds: POLL_SECONDS },
    handle,
  );
  report.started();
  try {
    while (!signal.aborted && !(untilEmpty === true && (await isEmpty(queue))))
      await clock.sleep(LOOK_MS, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) report.stopping();
  // Waits for what is under way, as long as a request may take.
  await boss.offWork(QUEUE, { wait: true });
  await boss.stop({ graceful: true, timeout: (timeout + 30) * 1_000 });
  report.ended();
}

async function isEmpty({ pool }: OpenQueue): Promise<boolean> {
  const { rows } = await pool.query<{ any: boolean }>(
    `select exists (select 1 from ${ENGINE_SCHEMA}.job where name = $1 and state < 'completed') as any`,
    [QUEUE],
  );
  return rows[0]?.any !== true;
}

/** Whatever else is in the queue was not put there by this package. */
function checked(data: QueuedJob | null): QueuedJob {
  if (typeof data?.key === "string" && Array.isArray(data.messages)) return data;
  throw new CliError("A job of the queue holds no messages of this package. It was not sent.");
}
