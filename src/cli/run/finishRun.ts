import { readOrderedBatches } from "../../journal/readJournalInOrder.js";
import { exitCodeOf, exitCodes, type Counts, type ExitCode } from "../base/exitCode.js";
import { CliError } from "../base/cliError.js";
import { nextSteps } from "../terminal/nextSteps.js";
import { resultColumns } from "../results/resultColumns.js";
import type { ResultsTarget } from "../results/resultsTarget.js";
import { writeResults } from "../results/writeResults.js";
import type { Pause } from "../page/readTimeline.js";
import { writePage } from "../page/writePage.js";
import type { CliInput } from "./cliInput.js";
import type { RunEnd } from "./runEnd.js";
import type { RunJob } from "./runJob.js";

/** Facts that only the page of a run shows. */
export interface PageDetails {
  /** Parts of the whole file. */
  readonly parts: number;
  readonly pauses: readonly Pause[];
}

/** Writes the results, also those of a run that stopped early, sums up, and draws the page if it is asked for. */
export async function finishRun(
  { environment, reporter, command, file }: RunJob,
  input: CliInput,
  target: ResultsTarget,
  end?: RunEnd,
  page?: PageDetails,
): Promise<ExitCode> {
  const { table, journalPath, keepsJournal, resultsPath, name } = input;
  const counts = await writeFromJournal(input, target, end);
  const exitCode = end?.exitCode ?? exitCodeOf(counts);
  if (file !== "-" && (await input.file.wasChanged()))
    reporter.report({ event: "input_changed", file: name, when: "during" });
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const next = nextSteps({
    counts,
    exitCode,
    command,
    canResume: keepsJournal,
    columns: resultColumns(table.header),
  });
  reporter.report({
    event: "summary",
    file: name,
    rows,
    ...counts,
    exit_code: exitCode,
    results: resultsPath ?? null,
    journal: keepsJournal ? journalPath : null,
    stopped: end?.reason ?? null,
    next,
  });
  if (page !== undefined) {
    const parts = { count: page.parts, meaning: "counted in the texts of all valid rows" };
    const stopped = end?.reason;
    const facts = {
      file: name,
      rows,
      counts,
      parts,
      deliveries: undefined,
      stopped,
      next,
      pauses: page.pauses,
    };
    environment.stderr.write(`Page of the run: ${await writePage(facts, { file, journalPath })}\n`);
  }
  return exitCode;
}

async function writeFromJournal(
  input: CliInput,
  target: ResultsTarget,
  end: RunEnd | undefined,
): Promise<Counts> {
  const { table, reader, journalPath } = input;
  try {
    return await writeResults(table, readOrderedBatches(journalPath), reader, target);
  } catch (error) {
    throw resultsFailed(error, input, end);
  }
}

function resultsFailed(
  error: unknown,
  { journalPath, keepsJournal }: CliInput,
  end: RunEnd | undefined,
): CliError {
  const reason =
    error instanceof CliError ? error.message : ((error as NodeJS.ErrnoException).code ?? "unknown reason");
  const kept = keepsJournal
    ? `The outcomes are safe in ${journalPath}: the same command writes the results again and sends nothing twice.`
    : "Without --journal the outcomes of standard input are kept nowhere else.";
  const why = end === undefined ? "" : `The run had stopped before its end. ${end.reason} `;
  return new CliError(
    `${why}The results could not be written (${reason}). ${kept}`,
    end?.exitCode ?? exitCodes.stopped,
  );
}
