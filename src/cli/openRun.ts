import { access } from "node:fs/promises";
import type { OutcomeStatus } from "../messages/outcome.js";
import { openJournal, type FileJournal } from "../journal/openJournal.js";
import { SmnError } from "../base/errors.js";
import { CliError } from "./cliError.js";
import { confirm } from "./confirm.js";
import { checkRows, type RowsCheck } from "./message/checkRows.js";
import type { Source } from "./openSource.js";
import { counted } from "./report/format.js";
import type { SendJob } from "./sendFile.js";

/** A run that may send. */
export interface OpenRun {
  readonly journal: FileJournal;
  /** Rows that will get an outcome. */
  readonly total: number;
  /** Whether that is every row of the input, and the journal holds nothing else. */
  readonly isFresh: boolean;
}

/**
 * Opens the journal, finds out what is left to be sent, and asks for leave to send it.
 *
 * @returns `undefined` when the user said no
 * @throws CliError for a journal that cannot be used, too many parts, or nobody to ask
 */
export async function openRun(
  job: SendJob,
  source: Source,
  check: RowsCheck,
  inputId: string,
): Promise<OpenRun | undefined> {
  const { options, environment } = job;
  const retry = retryOf(job);
  // A new journal is made only when it is clear that there will be a run.
  if (!(await exists(source.journalPath))) {
    if (retry !== undefined)
      throw new CliError(
        `There is no journal ${source.journalPath}, so there is nothing to retry. Run it without --retry first.`,
      );
    if (!(await mayCarryOn(job, check))) return undefined;
    return runOf(await openRunJournal(source, inputId), check.rows, retry);
  }
  const journal = await openRunJournal(source, inputId, retry);
  try {
    const left = await checkRows(source.table, source.reader, {
      signName: options.signName,
      phoneColumn: options.phoneColumn,
      signal: environment.signal,
      only: (index) => journal.decide(index) === "send",
    });
    if (journal.resumed) reportResume(job, source, journal, left);
    if (await mayCarryOn(job, left)) return runOf(journal, check.rows, retry);
  } catch (error) {
    await journal.close();
    throw error;
  }
  await journal.close();
  return undefined;
}

function retryOf({ options }: SendJob): Exclude<OutcomeStatus, "accepted">[] | undefined {
  const { retry, resendUnknownAndRiskDuplicates } = options;
  if (retry === undefined && !resendUnknownAndRiskDuplicates) return undefined;
  return [...(retry ?? []), ...(resendUnknownAndRiskDuplicates ? (["unknown"] as const) : [])];
}

/** Opens the journal beside the input, or makes it. Throws `CliError` for one of another run. */
export async function openRunJournal(
  source: Source,
  inputId: string,
  retry?: Exclude<OutcomeStatus, "accepted">[],
): Promise<FileJournal> {
  try {
    return await openJournal(source.journalPath, { inputId, ...(retry !== undefined && { retry }) });
  } catch (error) {
    if (!(error instanceof SmnError)) throw error;
    if (!error.message.includes("another input")) throw new CliError(error.message);
    throw new CliError(
      `${error.message}\nA journal goes on only with the same file content, project, --template, --sign-id, ` +
        `--phone-column, --format, --encoding, --separator and --no-number-check. To start anew, name another one ` +
        `with --journal or delete it: then the rows that it knows as accepted are sent a second time.`,
    );
  }
}

function reportResume(
  { reporter, environment, options }: SendJob,
  source: Source,
  journal: FileJournal,
  left: RowsCheck,
): void {
  reporter.report({
    event: "resume",
    journal: source.journalPath,
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

/** The limit on parts, and the question. Nothing to send needs no leave. */
async function mayCarryOn({ options, environment, reporter }: SendJob, check: RowsCheck): Promise<boolean> {
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
  const isFresh = !journal.resumed && retry === undefined;
  return { journal, total: isFresh ? rows : countUndecided(journal, rows), isFresh };
}

function countUndecided(journal: FileJournal, rows: number): number {
  let count = 0;
  for (let index = 0; index < rows; index++) if (journal.decide(index) !== "skip") count++;
  return count;
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
