import type { SmsClient } from "../createSmsClient.js";
import { SmnError } from "../errors.js";
import { CliError } from "./cliError.js";
import { exitCodes, type ExitCode } from "./exitCode.js";
import type { Row } from "./input/row.js";
import type { OpenRun } from "./openRun.js";
import type { Source } from "./openSource.js";
import { createProgress } from "./report/progress.js";
import type { SendJob } from "./sendFile.js";

/** Why a run ended before its end. */
export interface Stop {
  readonly exitCode: ExitCode;
  /** For the user; free of numbers, texts and secrets. */
  readonly reason: string;
}

/** Outcomes between two looks at the clock. */
const STRIDE = 64;

/**
 * Sends what the journal leaves to be sent, and closes the journal.
 *
 * @returns why the run stopped early, `undefined` when it did not
 */
export async function sendRows(
  { options, environment, reporter }: SendJob,
  { table, reader }: Source,
  client: SmsClient,
  { journal, total }: OpenRun,
): Promise<Stop | undefined> {
  const { clock, signal } = environment;
  const progress = createProgress(total, clock);
  const onAbort = (): void => reporter.report({ event: "stopping" });
  signal.addEventListener("abort", onAbort);
  let stop: Stop | undefined;
  try {
    const outcomes = client.sendAll(eachRow(table.batches()), {
      toMessage: (row) => {
        const built = reader.build(row);
        if ("issues" in built) throw new Error("not a message"); // the results say what is wrong with the row
        return built.message;
      },
      journal,
      signal,
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
    for await (const { status } of outcomes) {
      progress.add(status);
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
  return stop;
}

async function* eachRow(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const rows of batches) yield* rows;
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
