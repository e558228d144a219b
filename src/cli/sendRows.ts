import type { BatchingClient } from "../createSmsClient.js";
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

/** The results say what is wrong with the row. */
const NO_MESSAGE = {
  property: "",
  rule: "type",
  expected: "a row that makes a message",
  received: "another",
} as const;

/** Outcomes between two looks at the clock. */
const STRIDE = 64;

/** Sends what the journal leaves to be sent, closes the journal, and writes the results where they can be by then. */
export async function sendRows(
  { options, environment, reporter }: SendJob,
  { table, reader, keepsJournal }: Source,
  client: BatchingClient,
  { journal, total }: OpenRun,
  results: LiveResults | undefined,
): Promise<Sent> {
  const { clock, signal } = environment;
  const progress = createProgress(total, clock);
  const onAbort = (): void => reporter.report({ event: "stopping" });
  signal.addEventListener("abort", onAbort);
  let stop: Stop | undefined;
  try {
    const outcomes = client.sendAllInBatches(eachMessage(table.batches({ withRaw: true }), reader, results), {
      toMessage: (message) => (message === undefined ? { issues: [NO_MESSAGE] } : { message }),
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
    for await (const batch of outcomes)
      for (const outcome of batch) {
        results?.add(outcome);
        progress.add(outcome.status);
        if (++seen % STRIDE === 0) reporter.report(progress.snapshot());
      }
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
 * The messages of the rows, `undefined` for a row that makes none. Rows are let go of: a run holds many messages at a
 * time.
 */
async function* eachMessage(
  batches: AsyncIterable<readonly Row[]>,
  reader: RowReader,
  results: LiveResults | undefined,
): AsyncGenerator<(SmsMessage | undefined)[]> {
  for await (const rows of batches)
    yield rows.map((row) => {
      results?.expect(row);
      const built = reader.build(row);
      return "issues" in built ? undefined : built.message;
    });
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
