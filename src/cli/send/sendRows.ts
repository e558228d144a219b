import { requestLimits } from "../../../generated/messageRules.js";
import type { BatchingClient } from "../../createSmsClient.js";
import { SmnError } from "../../base/errors.js";
import { CliError } from "../base/cliError.js";
import { exitCodes } from "../base/exitCode.js";
import { eachMessageBatch, messageOrIssue } from "../rows/eachMessage.js";
import type { CliInput } from "../run/cliInput.js";
import type { RunRecord } from "../run/heldRecords.js";
import { OwnOutcomes } from "../run/ownOutcomes.js";
import type { RunEnd } from "../run/runEnd.js";
import type { RunJob } from "../run/runJob.js";
import { PauseEvents, RETRIED_MS } from "./pauseEvents.js";
import { createProgress } from "../terminal/progress.js";
import type { OpenRun } from "./openRun.js";

/** Outcomes between two looks at the clock. */
const STRIDE = 64;

/**
 * Sends the rows that the journal says are still to be sent, and closes the journal.
 *
 * @returns the outcomes, and why the run ended early, `undefined` when it did not
 */
export async function sendRows(
  { options, environment, reporter }: RunJob,
  { table, reader, keepsJournal }: CliInput,
  client: BatchingClient,
  { journal, total }: OpenRun,
): Promise<{ readonly run: RunRecord; readonly end: RunEnd | undefined }> {
  const { clock, signal } = environment;
  const { first, batchSize = requestLimits.maxItems } = options;
  const progress = createProgress(total, clock);
  const onAbort = (): void => reporter.report({ event: "stopping" });
  const pauses = new PauseEvents(clock);
  signal.addEventListener("abort", onAbort);
  const own = new OwnOutcomes();
  let end: RunEnd | undefined;
  try {
    const outcomes = client.sendAllInBatches(
      eachMessageBatch(table, reader, { size: batchSize, count: first }),
      {
        toMessage: messageOrIssue,
        journal,
        signal,
        // `reconcile` finds messages by it, with the help of the journal.
        ...(keepsJournal && options.correlate !== false && { correlate: "extend_code" as const }),
        concurrency: options.concurrency,
        deadlineMs: RETRIED_MS,
        ...(options.rate !== undefined && { rate: options.rate }),
        ...(options.batchSize !== undefined && { batchSize: options.batchSize }),
        onNotice: (notice) => reporter.report(pauses.eventOf(notice)),
      },
    );
    let seen = 0;
    for await (const batch of outcomes)
      for (const outcome of batch) {
        const { index, status } = outcome;
        // What was read and not sent when the journal was lost is nothing that this run knows.
        if (status !== "unknown" || outcome.cause.reason !== "lost") own.add(index, status);
        progress.add(status);
        if (status === "accepted") pauses.connected();
        if (++seen % STRIDE === 0) reporter.report(progress.snapshot());
      }
  } catch (error) {
    end = endOf(error, signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  try {
    await journal.close();
  } catch (error) {
    const later = endOf(error, signal);
    if (end === undefined || later.isLost) end = later;
  }
  if (total > 0) reporter.report(progress.snapshot());
  reporter.rest();
  return {
    run: { runId: journal.runId, own, isUntouched: (index) => journal.decide(index) === "send" },
    end,
  };
}

function endOf(error: unknown, signal: AbortSignal): RunEnd {
  // A lost journal changes what is known of every row, also after Ctrl-C.
  if (error instanceof SmnError && error.reason === "lost")
    return { exitCode: exitCodes.stopped, reason: error.message, isLost: true };
  const isLost = false;
  if (signal.aborted) return { exitCode: exitCodes.interrupted, reason: "It was interrupted.", isLost };
  if (error instanceof SmnError || error instanceof CliError)
    return { exitCode: exitCodes.stopped, reason: error.message, isLost };
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code === "string")
    return { exitCode: exitCodes.stopped, reason: `A file could not be read or written (${code}).`, isLost };
  const kind = error instanceof Error ? error.name : typeof error;
  return { exitCode: exitCodes.internal, reason: `The command itself failed (${kind}).`, isLost };
}
