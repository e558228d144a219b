import { lost } from "../../journal/journalErrors.js";
import { exitCodeOf, exitCodes, type Counts, type ExitCode } from "../base/exitCode.js";
import { CliError } from "../base/cliError.js";
import { formatCount } from "../terminal/format.js";
import { nextSteps } from "../terminal/nextSteps.js";
import { resultColumns } from "../results/resultColumns.js";
import type { ResultsTarget } from "../results/resultsTarget.js";
import { whyNotWritten } from "../results/whyNotWritten.js";
import { writeResults } from "../results/writeResults.js";
import type { Pause } from "../page/readTimeline.js";
import { writePage } from "../page/writePage.js";
import type { CliInput } from "./cliInput.js";
import { HeldRecords, type RunRecord } from "./heldRecords.js";
import type { OwnOutcomes } from "./ownOutcomes.js";
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
  run: RunRecord,
  stopped?: RunEnd,
  page?: PageDetails,
): Promise<ExitCode> {
  const { table, journalPath, keepsJournal, resultsPath, name } = input;
  const held = new HeldRecords(journalPath, run, stopped?.isLost === true);
  const counts = await writeFromJournal(input, target, held, run, stopped);
  const { isLost } = held;
  const end =
    stopped ??
    (isLost
      ? { exitCode: exitCodes.stopped, reason: (held.unreadable ?? lost(journalPath)).message, isLost }
      : undefined);
  const exitCode = end?.exitCode ?? exitCodeOf(counts);
  if (file !== "-" && (await input.file.wasChanged()))
    reporter.report({ event: "input_changed", file: name, when: "during" });
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const next = nextSteps({
    counts,
    exitCode,
    command,
    canResume: keepsJournal && !isLost,
    isLost,
    columns: resultColumns(table.header),
  });
  reporter.report({
    event: "summary",
    file: name,
    rows,
    ...counts,
    exit_code: exitCode,
    results: resultsPath ?? null,
    journal: keepsJournal && !isLost ? journalPath : null,
    stopped: end?.reason ?? null,
    next,
  });
  // The page draws what the journal says.
  if (page !== undefined && !isLost) {
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
  held: HeldRecords,
  { own }: RunRecord,
  end: RunEnd | undefined,
): Promise<Counts> {
  try {
    return await writeResults(input.table, held.batches(), input.reader, target, (index, record) =>
      held.outcomeOf(index, record),
    );
  } catch (error) {
    const why = end === undefined ? "" : `The run had stopped before its end. ${end.reason} `;
    const kept = keptText(input, await held.isWhole(), own);
    throw new CliError(
      `${why}The results could not be written (${whyNotWritten(error)}). ${kept}`,
      end?.exitCode ?? exitCodes.stopped,
    );
  }
}

/** Where the outcomes are, when they are not in the results. */
function keptText(
  { journalPath, keepsJournal }: CliInput,
  isWhole: boolean,
  own: OwnOutcomes | undefined,
): string {
  if (keepsJournal && isWhole)
    return `The outcomes are safe in ${journalPath}: the same command writes the results again and sends nothing twice.`;
  const counts = Object.entries(own?.counts ?? {}).filter(([, count]) => count > 0);
  const list = counts.map(([status, count]) => `${formatCount(count)} ${status}`).join(", ");
  const had = list === "" ? "" : ` This run had these outcomes: ${list}.`;
  return keepsJournal
    ? `The outcomes are not in ${journalPath} either.${had} The same command may send again what was sent: look at the ` +
        "delivery reports first."
    : `Without --journal the outcomes of standard input are kept nowhere else.${had}`;
}
