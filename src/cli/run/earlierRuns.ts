import { open } from "node:fs/promises";
import { SmnError } from "../../base/errors.js";
import { errorCode } from "../../base/safeCause.js";
import { CliError } from "../base/cliError.js";
import { exists } from "../results/checkFolders.js";
import { resultStatusColumns } from "../rows/leaveOut.js";
import type { CliInput } from "./cliInput.js";
import { checkResults } from "./checkResults.js";
import { nearbyInputId, parseInputId, type InputIdentity } from "./inputId.js";
import { journalExtent } from "./journalExtent.js";
import { journalsAround } from "./journalsAround.js";
import type { RunJob } from "./runJob.js";
import { checkTwinJournals } from "./twinJournals.js";

const OVERRIDE = "--new-run-and-risk-duplicates";
const FIRST_LINE = 64 * 1024;

/**
 * Refuses a new run of an input that was sent before: under another name, with rows added to a copy, or with a journal
 * that was moved away or emptied. Everybody would get the text again.
 *
 * @throws CliError that says where the earlier run is recorded
 */
export async function checkEarlierRuns(
  input: CliInput,
  file: string,
  identity: InputIdentity,
): Promise<void> {
  await checkCopies(input, file, identity);
  const hasNone = (await journalExtent(input.journalPath)) === "none";
  for (const results of input.earlierResults)
    if (hasNone && (await areResults(results)))
      throw new CliError(
        `${results} shows that ${input.name} was sent before, but its journal ${input.journalPath} is not there, or empty. ` +
          `Nothing was sent. Put the journal of the last run back (with an older copy, what came after it is sent again), or name it with --journal. Or send the results file itself: it ` +
          `leaves out the rows that are accepted or unknown in it. But results are as old as the last run that ended by itself: ` +
          `what a run sent that was killed after that is sent a second time. ${again("that was sent")}`,
      );
  await checkSendingResults(input, input.earlierResults);
}

/**
 * Looks for a run of the same rows in another journal. A run looks twice: of several that start at once, none sees the
 * others before its own journal is there.
 *
 * @throws CliError that says where it is recorded
 */
export async function checkCopies(input: CliInput, file: string, identity: InputIdentity): Promise<void> {
  const copy = await findCopy(input, file, identity).catch(notKnown);
  if (copy !== undefined) {
    const which = copy.isPart ? "the first of these rows" : "the same rows";
    const advice = copy.isPart
      ? "To send the rows that were added, put just them into a new file and send that."
      : `To resume that run: --journal ${copy.journal}.`;
    throw new CliError(
      `${copy.journal} records a run of ${which} with the same options. Nothing was sent. ${advice} ${again("that it sent")}`,
    );
  }
}

/**
 * Refuses to send by a journal that does not know what results show.
 *
 * @param paths of results that are those of this file, beside those that would be overwritten
 */
export async function checkSendingResults(
  { table, journalPath, resultsPath, earlierResults }: CliInput,
  paths: readonly string[] = [],
): Promise<void> {
  // Of standard input nothing is the same the next time.
  if (earlierResults.length === 0) return;
  await checkResults(table, journalPath, [...paths, resultsPath], {
    what: "Nothing was sent.",
    override: `${OVERRIDE} sends nevertheless: everybody whose row that journal does not have gets the text a second time.`,
  });
}

/**
 * Refuses rows that were sent as results, or before results were sent.
 *
 * @param isPending whether a row is to be sent, as far as the journal of the run decides it
 */
export async function checkTwins(
  { file, options }: Pick<RunJob, "file" | "options">,
  input: CliInput,
  isPending: (index: number) => boolean = () => true,
): Promise<void> {
  if (input.earlierResults.length === 0) return;
  await checkTwinJournals(input, file, {
    isPending,
    resendsUnknown: options.resendUnknownAndRiskDuplicates === true,
    override: `${OVERRIDE} sends nevertheless: those people get the text a second time.`,
  }).catch(notKnown);
}

/** @throws CliError where records nearby cannot be read */
function notKnown(error: unknown): never {
  const { syscall, path } = error as NodeJS.ErrnoException;
  if (!(error instanceof SmnError) && syscall === undefined) throw error;
  const what = error instanceof SmnError ? error.message : `${path} cannot be read (${errorCode(error)}).`;
  throw new CliError(
    `${what} So it is not known whether a run of the same rows is recorded there. Nothing was sent. ${again("that it sent")}`,
  );
}

function again(which: string): string {
  return `${OVERRIDE} starts a new run: everybody gets the text a second time, also each one ${which}.`;
}

/** A run of the same rows with the same options, whichever the project, or of the first of these rows. */
async function findCopy(
  input: CliInput,
  file: string,
  { id, legacyId }: InputIdentity,
): Promise<{ journal: string; isPart: boolean } | undefined> {
  const own = parseInputId(id);
  for await (const journal of journalsAround(input, file)) {
    const recorded = await nearbyInputId(journal);
    if (recorded === undefined) continue;
    if (recorded === id || recorded === legacyId) return { journal, isPart: false };
    const other = parseInputId(recorded);
    if (other === undefined || other.options !== own?.options) continue;
    if (other.content.sha256 === own.content.sha256) return { journal, isPart: false };
    if (await input.file.startsWith(other.content)) return { journal, isPart: true };
  }
  return undefined;
}

/** Whether a file is there that has the columns of results, and rows: those of a file without any show nobody's outcome. */
async function areResults(path: string): Promise<boolean> {
  if (!(await exists(path))) return false;
  const handle = await open(path, "r").catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE), 0, FIRST_LINE, 0);
    const [line = "", ...rows] = buffer.toString("utf8", 0, bytesRead).split(/\r?\n/);
    const hasRows = bytesRead === FIRST_LINE || rows.some((row) => row !== "");
    return (
      hasRows &&
      resultStatusColumns({ columns: line.split(/[,;\t|]/).map((name) => name.replaceAll('"', "")) }).length >
        0
    );
  } catch {
    return false; // a folder of that name, for instance
  } finally {
    await handle.close();
  }
}
