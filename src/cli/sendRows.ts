import { eachOutcome } from "../bulk/eachOutcome.js";
import type { SmsClient } from "../createSmsClient.js";
import { SmnError } from "../base/errors.js";
import { CliError } from "./cliError.js";
import { exitCodes, type Counts, type ExitCode } from "./exitCode.js";
import type { Row } from "./input/row.js";
import type { SmsMessage } from "../messages/types.js";
import type { RowReader } from "./message/createRowReader.js";
import type { OpenRun } from "./openRun.js";
import type { Source } from "./openSource.js";
import { createProgress } from "./report/progress.js";
import type { LiveResults } from "./results/liveResults.js";
import type { SendJob } from "./sendFile.js";

/** Why a run ended before its end. */
export interface Stop {
  readonly exitCode: ExitCode;
  /** For the user; free of numbers, texts and secrets. */
  readonly reason: string;
}

/** How the sending ended. */
export interface Sent {
  /** Why it stopped early, `undefined` when it did not. */
  readonly stop: Stop | undefined;
  /** How many rows have which status, where the results are written already. */
  readonly written: Counts | undefined;
}

/** Outcomes between two looks at the clock. */
const STRIDE = 64;

/** Sends what the journal leaves to be sent, closes the journal, and writes the results where they can be by then. */
export async function sendRows(
  { options, environment, reporter }: SendJob,
  { table, reader, keepsJournal }: Source,
  client: SmsClient,
  { journal, total }: OpenRun,
  results: LiveResults | undefined,
): Promise<Sent> {
  const { clock, signal } = environment;
  const progress = createProgress(total, clock);
  const onAbort = (): void => reporter.report({ event: "stopping" });
  signal.addEventListener("abort", onAbort);
  let stop: Stop | undefined;
  try {
    const outcomes = client.sendAll(eachMessage(table.batches({ withRaw: true }), reader, results), {
      toMessage: (message) => {
        if (message === undefined) throw new Error("not a message"); // the results say what is wrong with the row
        return message;
      },
      journal,
      signal,
      // Of use to whoever looks for them in the reports afterwards, by the journal.
      ...(keepsJournal && options.correlate !== false && { correlate: "extend_code" as const }),
      concurrency: options.concurrency,
      ...(options.rate !== undefined && { rate: options.rate }),
      ...(options.batchSize !== undefined && { batchSize: options.batchSize }),
      onNotice: (notice) => {
        if (notice.kind === "unmatched")
          reporter.report({ event: "unmatched", request_id: notice.request_id, results: notice.results });
        else
          reporter.report({
            event: "pause",
            seconds: notice.delayMs / 1000,
            reason: pauseReason(notice.error),
          });
      },
    });
    let seen = 0;
    await eachOutcome(outcomes, (outcome) => {
      results?.add(outcome);
      progress.add(outcome.status);
      if (++seen % STRIDE === 0) reporter.report(progress.snapshot());
    });
  } catch (error) {
    stop = stopOf(error, signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  try {
    await journal.close();
  } catch (error) {
    stop ??= stopOf(error, signal);
  }
  if (total > 0) reporter.report(progress.snapshot());
  reporter.rest();
  if (stop === undefined) return { stop, written: await results?.finish(total) };
  await results?.discard();
  return { stop, written: undefined };
}

/**
 * The messages of the rows, `undefined` for a row that makes none. Those that are there already are not waited for, and
 * rows are let go of: a run holds many messages at a time.
 */
function eachMessage(
  batches: AsyncIterable<readonly Row[]>,
  reader: RowReader,
  results: LiveResults | undefined,
): AsyncIterable<SmsMessage | undefined> {
  const iterator = batches[Symbol.asyncIterator]();
  let rows: readonly Row[] = [];
  let place = 0;
  type Result = IteratorResult<SmsMessage | undefined, undefined>;
  const take = (): Result => {
    const row = rows[place++] as Row;
    results?.expect(row);
    const built = reader.build(row);
    return { value: "issues" in built ? undefined : built.message, done: false };
  };
  const refill = async (): Promise<Result> => {
    do {
      const { done, value } = (await iterator.next()) as IteratorResult<readonly Row[], undefined>;
      if (done === true) return { value: undefined, done };
      rows = value;
      place = 0;
    } while (rows.length === 0);
    return take();
  };
  // A promise for each row would cost more than the row: `sendAll` takes the result itself where it is there.
  const next = (): Promise<Result> =>
    place < rows.length ? (take() as unknown as Promise<Result>) : refill();
  const close = async (): Promise<Result> => {
    await iterator.return?.();
    return { value: undefined, done: true };
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: close }) };
}

function pauseReason(error: SmnError): string {
  if (error.status === 429) return "the service asks to send more slowly";
  return error.code === "network" || error.code === "timeout"
    ? "the service could not be reached"
    : `the service is busy (${error.serviceCode ?? `status ${error.status ?? "unknown"}`})`;
}

function stopOf(error: unknown, signal: AbortSignal): Stop {
  if (signal.aborted) return { exitCode: exitCodes.interrupted, reason: "It was interrupted." };
  if (error instanceof SmnError || error instanceof CliError)
    return { exitCode: exitCodes.stopped, reason: error.message };
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code === "string")
    return { exitCode: exitCodes.stopped, reason: `A file could not be read or written (${code}).` };
  const kind = error instanceof Error ? error.name : typeof error;
  return { exitCode: exitCodes.internal, reason: `The command itself failed (${kind}).` };
}
