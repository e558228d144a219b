import { requestLimits } from "../../../generated/messageRules.js";
import type { Notice } from "../../bulk/sendAllOptions.js";
import type { BatchingClient } from "../../createSmsClient.js";
import { SmnError } from "../../base/errors.js";
import { CliError } from "../base/cliError.js";
import { exitCodes } from "../base/exitCode.js";
import { eachMessageBatch, messageOrIssue } from "../rows/eachMessage.js";
import type { CliInput } from "../run/cliInput.js";
import type { RunEnd } from "../run/runEnd.js";
import type { RunJob } from "../run/runJob.js";
import { createProgress } from "../terminal/progress.js";
import type { RunEvent } from "../terminal/runEvent.js";
import type { OpenRun } from "./openRun.js";

/** Outcomes between two looks at the clock. */
const STRIDE = 64;

/**
 * Sends the rows that the journal says are still to be sent, and closes the journal.
 *
 * @returns why the run ended early, `undefined` when it did not
 */
export async function sendRows(
  { options, environment, reporter }: RunJob,
  { table, reader, keepsJournal }: CliInput,
  client: BatchingClient,
  { journal, total }: OpenRun,
): Promise<RunEnd | undefined> {
  const { clock, signal } = environment;
  const { first, batchSize = requestLimits.maxItems } = options;
  const progress = createProgress(total, clock);
  const onAbort = (): void => reporter.report({ event: "stopping" });
  signal.addEventListener("abort", onAbort);
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
        ...(options.rate !== undefined && { rate: options.rate }),
        ...(options.batchSize !== undefined && { batchSize: options.batchSize }),
        onNotice: (notice) => reporter.report(eventOf(notice)),
      },
    );
    let seen = 0;
    for await (const batch of outcomes)
      for (const { status } of batch) {
        progress.add(status);
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
    end ??= endOf(error, signal);
  }
  if (total > 0) reporter.report(progress.snapshot());
  reporter.rest();
  return end;
}

function eventOf(notice: Notice): RunEvent {
  if (notice.kind === "unmatched")
    return { event: "unmatched", request_id: notice.request_id, results: notice.results };
  return { event: "pause", seconds: notice.delayMs / 1000, reason: pauseReason(notice.error) };
}

function pauseReason(error: SmnError): string {
  if (error.status === 429) return "the service asks to send more slowly";
  return error.code === "network" || error.code === "timeout"
    ? "the service could not be reached"
    : `the service is busy (${error.serviceCode ?? `status ${error.status ?? "unknown"}`})`;
}

function endOf(error: unknown, signal: AbortSignal): RunEnd {
  if (signal.aborted) return { exitCode: exitCodes.interrupted, reason: "It was interrupted." };
  if (error instanceof SmnError || error instanceof CliError)
    return { exitCode: exitCodes.stopped, reason: error.message };
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code === "string")
    return { exitCode: exitCodes.stopped, reason: `A file could not be read or written (${code}).` };
  const kind = error instanceof Error ? error.name : typeof error;
  return { exitCode: exitCodes.internal, reason: `The command itself failed (${kind}).` };
}
