import type { Job } from "pg-boss";
import type { Clock } from "../../base/clock.js";
import type { SmsClient } from "../../createSmsClient.js";
import { isRetryable } from "../../ledger/retryable.js";
import { CliError } from "../base/cliError.js";
import { QUEUE, type QueuedJob } from "./engine.js";
import type { OpenQueue } from "./openQueue.js";
import type { WorkReport } from "./workReport.js";

interface SlotOptions {
  readonly clock: Clock;
  /** Ends the slot after the job that it has. */
  readonly signal: AbortSignal;
  readonly report: WorkReport;
}

/** Between two looks into an empty queue, and after a failure of the database, in milliseconds. */
const IDLE_MS = 500;

/**
 * Makes one of the loops of a worker: it takes a job, sends it, and takes the next at once. None is taken before the one
 * before it is over: what waits in a process that dies would be late for nothing.
 */
export function createSlot(
  { boss, ledger }: OpenQueue,
  client: SmsClient,
  { clock, signal, report }: SlotOptions,
): () => Promise<void> {
  const idle = (): Promise<void> => clock.sleep(IDLE_MS, signal).catch(() => undefined);

  const send = async (job: Job<QueuedJob>): Promise<void> => {
    const { key, run, indices, messages, after, correlate } = checked(job.data);
    const place = { run, indices, after, ...(correlate === undefined ? {} : { correlate }) };
    report.outcomes(await ledger.sendOnce(client, key, messages, { ...place, signal }));
  };

  /**
   * Tells the engine how a delivery ended, until it has heard: it would wait for the end until the delivery expires. What
   * it has heard of this very delivery it passes over.
   */
  const tell = async (call: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await call();
        return;
      } catch (error) {
        if (signal.aborted || !isRetryable(error)) throw error;
        report.failure(error);
        await idle();
      }
    }
  };

  const handle = async (job: Job<QueuedJob>): Promise<void> => {
    const attempt = { id: job.id, retryCount: job.retryCount };
    try {
      await send(job);
    } catch (error) {
      report.failure(error);
      // Delivered again later. What the engine keeps of the error has neither texts nor numbers.
      await tell(() => boss.fail(QUEUE, attempt, { reason: report.reasonOf(error) }));
      return;
    }
    await tell(() => boss.complete(QUEUE, attempt));
  };

  return async () => {
    while (!signal.aborted) {
      try {
        const [job] = await boss.fetch<QueuedJob>(QUEUE, { batchSize: 1 });
        if (job === undefined) await idle();
        else await handle(job);
      } catch (error) {
        // The database is away, or refuses: what was sent is recorded by the ledger, and a job that the engine does not know
        // to be over is delivered again.
        report.failure(error);
        await idle();
      }
    }
  };
}

/** Whatever else is in the queue was not put there by this package. */
function checked(data: QueuedJob | null): QueuedJob {
  if (typeof data?.key === "string" && Array.isArray(data.messages)) return data;
  throw new CliError("A job of the queue holds no messages of this package. It was not sent.");
}
