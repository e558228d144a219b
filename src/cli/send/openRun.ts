import { rm } from "node:fs/promises";
import type { OutcomeStatus } from "../../messages/outcome.js";
import type { FileJournal } from "../../journal/fileJournal.js";
import { CliError } from "../base/cliError.js";
import type { Connection } from "../connection/connect.js";
import { reachService } from "../connection/reachService.js";
import { realPathOf } from "../results/checkFolders.js";
import { checkRows, type FullCheck } from "../rows/checkRows.js";
import { resultStatusColumns } from "../rows/leaveOut.js";
import type { SignNames } from "../rows/partCounter.js";
import type { CheckedInput } from "../run/checkInput.js";
import type { CliInput } from "../run/cliInput.js";
import { checkCopies, checkEarlierRuns, checkSendingResults, checkTwins } from "../run/earlierRuns.js";
import type { InputIdentity } from "../run/inputId.js";
import { journalExtent } from "../run/journalExtent.js";
import { openRunJournal } from "../run/openRunJournal.js";
import type { RunJob } from "../run/runJob.js";
import { journalsOfSameNumbers } from "../run/sameNumbers.js";
import { counted } from "../terminal/format.js";
import { maySend } from "./maySend.js";

/** A run that may send. */
export interface OpenRun {
  readonly journal: FileJournal;
  /** Rows that will get an outcome. */
  readonly total: number;
}

/**
 * Opens the journal, finds the rows still to be sent, and asks for confirmation.
 *
 * @returns `undefined` when the user said no
 * @throws CliError for a journal that cannot be used, an earlier run, too many parts, nobody to ask, or no connection
 */
export async function openRun(
  job: RunJob,
  input: CliInput,
  { check, identity }: CheckedInput,
  { client, route }: Pick<Connection, "client" | "route">,
  signNames: SignNames,
): Promise<OpenRun | undefined> {
  const { environment, options, reporter } = job;
  const { signal } = environment;
  const retry = retryOf(job, input);
  const isChosen = (index: number): boolean => options.first === undefined || index < options.first;
  // A new journal is made only when it is clear that there will be a run. One without any row shows no earlier one.
  if ((await journalExtent(input.journalPath)) !== "used") {
    checkNothingToRetry(input, retry);
    await checkNewRun(job, input, identity);
    if (!(await maySend(job, check))) return undefined;
    // An existing journal says itself where its messages went.
    if (check.valid > 0)
      await reachService(route, environment, (found) => reporter.report({ event: "unreachable", ...found }));
    return { journal: await openNewJournal(job, input, identity, client), total: check.rows };
  }
  const journal = await openRunJournal(input, identity, { client, signal, retry });
  try {
    await checkFirst(options.first, journal.intended());
    if (!options.newRunAndRiskDuplicates) {
      await checkSendingResults(input);
      await checkTwins(job, input, (index) => journal.decide(index) === "send");
    }
    const left = await checkRows(input.table, input.reader, {
      signNames,
      signal,
      only: (index) => isChosen(index) && journal.decide(index) === "send",
    });
    if (journal.resumed) reportResume(job, input, journal, left);
    if (await maySend(job, left)) return { journal, total: countPending(journal, check.rows) };
  } catch (error) {
    await journal.close().catch(() => undefined); // it says less than why nothing is sent
    throw error;
  }
  await journal.close();
  return undefined;
}

/** Opens the journal of a new run, and removes it where a run of the same rows has begun meanwhile. */
async function openNewJournal(
  { file, options, environment: { signal } }: RunJob,
  input: CliInput,
  identity: InputIdentity,
  client: Connection["client"],
): Promise<FileJournal> {
  const journal = await openRunJournal(input, identity, { client, signal });
  if (options.newRunAndRiskDuplicates) return journal;
  try {
    await checkCopies(input, file, identity);
    return journal;
  } catch (error) {
    // It would stand in the way of the next try. While it is locked, nobody else uses it.
    if ((await journalExtent(input.journalPath)) === "begun")
      await rm(await realPathOf(input.journalPath), { force: true }).catch(() => undefined);
    await journal.close().catch(() => undefined); // it misses its file
    throw error;
  }
}

/**
 * Looks for earlier runs of the file, or to its numbers.
 *
 * @throws CliError for one of the file, unless the user wants a new run
 */
export async function checkNewRun(
  { file, options, environment, reporter }: RunJob,
  input: CliInput,
  identity: InputIdentity,
): Promise<void> {
  if (options.newRunAndRiskDuplicates) return;
  await checkEarlierRuns(input, file, identity);
  await checkTwins({ file, options }, input);
  if (resultStatusColumns(input.table).length > 0) return; // its rows say themselves what was sent
  const journals = await journalsOfSameNumbers(input, file, environment.signal);
  if (journals.length > 0) reporter.report({ event: "same_numbers", journals });
}

/**
 * A run goes on only where its rows were compared with all those of the earlier one.
 *
 * @param ranges of the rows that the earlier run came to
 * @throws CliError when those are more than this run is to read
 */
export async function checkFirst(
  first: number | undefined,
  ranges: ReturnType<FileJournal["intended"]>,
): Promise<void> {
  if (first === undefined) return;
  let reached = 0;
  for await (const { last } of ranges) reached = Math.max(reached, last + 1);
  if (reached > first)
    throw new CliError(
      `The run came to row ${reached} already, and --first ${first} is fewer. Nothing was sent. Leave --first out to send ` +
        `the rest, or name at least ${reached}.`,
    );
}

/** The statuses that this run sends again; `undefined` when it goes on where the last one ended. */
export function retryOf(
  { options }: RunJob,
  { table }: CliInput,
): Exclude<OutcomeStatus, "accepted">[] | undefined {
  const { retry, resendUnknownAndRiskDuplicates } = options;
  // Of results that are sent, the option means the unknown ones in their rows.
  const resendsJournal = resendUnknownAndRiskDuplicates && resultStatusColumns(table).length === 0;
  if (retry === undefined && !resendsJournal) return undefined;
  return [...(retry ?? []), ...(resendsJournal ? (["unknown"] as const) : [])];
}

export function checkNothingToRetry({ journalPath }: CliInput, retry: ReturnType<typeof retryOf>): void {
  if (retry !== undefined)
    throw new CliError(
      `There is no journal ${journalPath}, or it has no rows, so there is nothing to retry. Nothing was sent. ` +
        "If the file was sent before, name its journal with --journal.",
    );
}

function reportResume(
  { reporter, environment, options }: RunJob,
  input: CliInput,
  journal: FileJournal,
  left: FullCheck,
): void {
  reporter.report({
    event: "resume",
    journal: input.journalPath,
    settled: { ...journal.counts },
    to_send: left.valid,
    parts: left.parts,
    unsigned: left.unsigned,
  });
  const risky = journal.counts.unknown + journal.counts.intended;
  if (!options.resendUnknownAndRiskDuplicates || risky === 0) return;
  environment.stderr.write(
    `WARNING: ${counted(risky, "message")} may have been sent already. ` +
      "They are sent again now:\nsome people may get the same text TWICE, and both are billed.\n",
  );
}

function countPending(journal: FileJournal, rows: number): number {
  let count = 0;
  for (let index = 0; index < rows; index++) if (journal.decide(index) !== "skip") count++;
  return count;
}
