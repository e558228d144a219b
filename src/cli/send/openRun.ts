import type { OutcomeStatus } from "../../messages/outcome.js";
import type { FileJournal } from "../../journal/fileJournal.js";
import { CliError } from "../base/cliError.js";
import { exists } from "../results/checkFolders.js";
import { confirm } from "../terminal/confirm.js";
import { checkRows, type RowsCheck } from "../rows/checkRows.js";
import { counted } from "../terminal/format.js";
import type { CliInput } from "../run/cliInput.js";
import { openRunJournal } from "../run/openRunJournal.js";
import type { RunJob } from "../run/runJob.js";

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
 * @throws CliError for a journal that cannot be used, too many parts, or nobody to ask
 */
export async function openRun(
  job: RunJob,
  input: CliInput,
  check: RowsCheck,
  inputId: string,
): Promise<OpenRun | undefined> {
  const { options, environment } = job;
  const retry = retryOf(job);
  // A new journal is made only when it is clear that there will be a run.
  if (!(await exists(input.journalPath))) {
    if (retry !== undefined)
      throw new CliError(
        `There is no journal ${input.journalPath}, so there is nothing to retry. Run it without --retry first.`,
      );
    if (!(await maySend(job, check))) return undefined;
    return runOf(await openRunJournal(input, inputId), check.rows, retry);
  }
  const journal = await openRunJournal(input, inputId, retry);
  try {
    const left = await checkRows(input.table, input.reader, {
      signName: options.signName,
      phoneColumn: options.phoneColumn,
      signal: environment.signal,
      only: (index) => journal.decide(index) === "send",
    });
    if (journal.resumed) reportResume(job, input, journal, left);
    if (await maySend(job, left)) return runOf(journal, check.rows, retry);
  } catch (error) {
    await journal.close();
    throw error;
  }
  await journal.close();
  return undefined;
}

function retryOf({ options }: RunJob): Exclude<OutcomeStatus, "accepted">[] | undefined {
  const { retry, resendUnknownAndRiskDuplicates } = options;
  if (retry === undefined && !resendUnknownAndRiskDuplicates) return undefined;
  return [...(retry ?? []), ...(resendUnknownAndRiskDuplicates ? (["unknown"] as const) : [])];
}

function reportResume(
  { reporter, environment, options }: RunJob,
  input: CliInput,
  journal: FileJournal,
  left: RowsCheck,
): void {
  reporter.report({
    event: "resume",
    journal: input.journalPath,
    settled: { ...journal.counts },
    to_send: left.valid,
    parts: left.parts,
  });
  const risky = journal.counts.unknown + journal.counts.intended;
  if (!options.resendUnknownAndRiskDuplicates || risky === 0) return;
  environment.stderr.write(
    `WARNING: ${counted(risky, "message")} may have been sent already. ` +
      "They are sent again now:\nsome people may get the same text TWICE, and both are billed.\n",
  );
}

/** The limit on parts, and the question. With nothing to send, there is nothing to ask. */
async function maySend({ options, environment, reporter }: RunJob, check: RowsCheck): Promise<boolean> {
  const { valid, parts } = check;
  if (options.maxParts !== undefined && parts > options.maxParts)
    throw new CliError(
      `This would be billed as ${counted(parts, "part")}, more than --max-parts ${options.maxParts}. Nothing was sent.`,
    );
  if (options.yes || valid === 0) return true;
  reporter.rest();
  if (await confirm(valid, parts, environment)) return true;
  environment.stderr.write("Nothing was sent.\n");
  return false;
}

function runOf(journal: FileJournal, rows: number, retry: ReturnType<typeof retryOf>): OpenRun {
  const isNew = !journal.resumed && retry === undefined;
  return { journal, total: isNew ? rows : countPending(journal, rows) };
}

function countPending(journal: FileJournal, rows: number): number {
  let count = 0;
  for (let index = 0; index < rows; index++) if (journal.decide(index) !== "skip") count++;
  return count;
}
