import type { Writable } from "node:stream";
import { readOrderedBatches } from "../journal/readJournalInOrder.js";
import { exitCodeOf, exitCodes, type Counts, type ExitCode } from "./exitCode.js";
import { CliError } from "./cliError.js";
import type { Source } from "./openSource.js";
import { nextSteps } from "./report/nextSteps.js";
import { fileTarget, streamTarget } from "./results/resultsTarget.js";
import { resultColumns } from "./results/resultColumns.js";
import { writeResults } from "./results/writeResults.js";
import type { SendJob } from "./sendFile.js";
import type { Sent, Stop } from "./sendRows.js";

/** Writes the results where they are not written yet, also those of a run that was stopped, and sums up. */
export async function finishRun(
  { environment, reporter, command }: SendJob,
  source: Source,
  rows: number,
  { stop, written }: Sent = { stop: undefined, written: undefined },
): Promise<ExitCode> {
  const { table, journalPath, keepsJournal, resultsPath, name } = source;
  const counts = written ?? (await writeFromJournal(source, environment.stdout, stop));
  const exitCode = stop?.exitCode ?? exitCodeOf(counts);
  reporter.report({
    event: "summary",
    file: name,
    rows,
    ...counts,
    exit_code: exitCode,
    results: resultsPath ?? null,
    journal: keepsJournal ? journalPath : null,
    stopped: stop?.reason ?? null,
    next: nextSteps({
      counts,
      exitCode,
      command,
      canResume: keepsJournal,
      columns: resultColumns(table.header),
    }),
  });
  return exitCode;
}

async function writeFromJournal(source: Source, stdout: Writable, stop: Stop | undefined): Promise<Counts> {
  const { table, reader, journalPath, resultsPath } = source;
  try {
    const target = resultsPath === undefined ? streamTarget(stdout) : await fileTarget(resultsPath);
    return await writeResults(table, readOrderedBatches(journalPath), reader, target);
  } catch (error) {
    throw resultsFailed(error, source, stop);
  }
}

function resultsFailed(
  error: unknown,
  { journalPath, keepsJournal }: Source,
  stop: Stop | undefined,
): CliError {
  const what =
    error instanceof CliError ? error.message : ((error as NodeJS.ErrnoException).code ?? "unknown reason");
  const kept = keepsJournal
    ? `The outcomes are safe in ${journalPath}: the same command writes the results again and sends nothing twice.`
    : "Without --journal the outcomes of standard input are kept nowhere else.";
  const why = stop === undefined ? "" : `The run had stopped before its end. ${stop.reason} `;
  return new CliError(
    `${why}The results could not be written (${what}). ${kept}`,
    stop?.exitCode ?? exitCodes.stopped,
  );
}
