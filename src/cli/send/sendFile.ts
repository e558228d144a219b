import { rm } from "node:fs/promises";
import { connect, type Connection } from "../connection/connect.js";
import { CliError } from "../base/cliError.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { findSignNames } from "../connection/signNames.js";
import { checkInput, type CheckedInput } from "../run/checkInput.js";
import type { CliInput } from "../run/cliInput.js";
import { finishRun } from "../run/finishRun.js";
import { openCliInput } from "../run/openCliInput.js";
import { openResults } from "../run/openResults.js";
import type { RunJob } from "../run/runJob.js";
import type { FullCheck, InvalidRow, RowsCheck } from "../rows/checkRows.js";
import type { SignNames } from "../rows/partCounter.js";
import type { Pause } from "../page/readTimeline.js";
import { finishDryRun } from "./finishDryRun.js";
import { notePauses } from "./notePauses.js";
import { openRun } from "./openRun.js";
import { sendRows } from "./sendRows.js";
import { sendTest } from "./sendTest.js";

/**
 * `smn-sms send`: checks the whole file, asks, sends, and writes the results.
 *
 * @throws CliError for everything that is wrong before anything is sent
 */
export async function sendFile(job: RunJob): Promise<ExitCode> {
  const { options, environment, reporter } = job;
  if (options.page && job.file === "-")
    throw new CliError("--page is drawn beside the input file, and standard input has none: name a file.");
  const connection = options.dryRun ? undefined : await connect(options, environment);
  const input = await openCliInput(job);
  try {
    const signNames = await signNamesOf(job, connection);
    const checked = await checkInput(input, options, connection, { signNames, signal: environment.signal });
    reportCheck(job, input, checked.check);
    if (!options.skipDamagedRows) checkDamaged(input, checked.check.damaged);
    if (connection === undefined) return await finishDryRun(job, input, checked, signNames);
    if (options.testTo !== undefined) return await sendTest(job, connection, checked.check);
    return await run(job, input, connection, checked, signNames);
  } finally {
    reporter.rest();
    await input.close();
  }
}

async function run(
  job: RunJob,
  input: CliInput,
  connection: Connection,
  checked: CheckedInput,
  signNames: SignNames,
): Promise<ExitCode> {
  // Before anything is sent: afterwards it would be too late to name another place.
  const target = await openResults(input.resultsPath, job.environment.stdout);
  let opened: Awaited<ReturnType<typeof openRun>>;
  try {
    opened = await openRun(job, input, checked, connection, signNames);
  } catch (error) {
    await target.discard();
    throw error;
  }
  if (opened === undefined) {
    await target.discard();
    return exitCodes.open;
  }
  const pauses: Pause[] = [];
  const noting = { ...job, reporter: notePauses(job.reporter, pauses, job.environment.clock) };
  const { run: record, end } = await sendRows(noting, input, connection.client, opened);
  const page = job.options.page ? { parts: checked.check.parts, pauses } : undefined;
  if (checked.check.rows > 0) return finishRun(job, input, target, record, end, page);
  const code = await finishRun(job, { ...input, keepsJournal: false }, target, record, end, page);
  // It holds nobody's outcome, and every file with the same header would be taken for one with rows added to this one.
  await rm(input.journalPath, { force: true }).catch(() => undefined);
  return code;
}

/** Asked for where they are shown or decide something: in the question, and with a limit on parts. */
function signNamesOf(
  { options, environment }: RunJob,
  connection: Connection | undefined,
): Promise<SignNames> {
  const { signName, maxParts, yes } = options;
  const asks = !yes && environment.isTTY.stdin && environment.isTTY.stderr;
  return findSignNames(signName, maxParts !== undefined || asks ? connection : undefined, environment.signal);
}

/** Reports the check of the whole file. */
export function reportCheck(
  { options, reporter }: RunJob,
  { name, excludedNumbers, table }: CliInput,
  check: FullCheck,
): void {
  reporter.report({
    event: "check",
    file: name,
    unit: table.unit,
    dry_run: options.dryRun === true,
    ...countsOf(check),
    exclude_list: options.exclude === undefined ? null : excludedNumbers,
    ...(options.dryRun === true && { samples: check.samples }),
  });
}

/** Without the texts, which are shown only on request. */
function countsOf(check: FullCheck): RowsCheck {
  const { rows, valid, invalid, characters, parts, most_parts, unsigned, long } = check;
  const { excluded, sent_earlier, invalid_rows, unusual } = check;
  const counts = {
    rows,
    valid,
    invalid,
    characters,
    parts,
    most_parts,
    unsigned,
    long,
    excluded,
    sent_earlier,
  };
  return { ...counts, invalid_rows, unusual };
}

const SHOWN = 5;

/** In such rows it is a guess which text belongs to whom, and guesses are not sent. */
export function checkDamaged({ name, table }: CliInput, damaged: readonly InvalidRow[]): void {
  if (damaged.length === 0) return;
  const rows = damaged.slice(0, SHOWN).map(({ line, last_line, issues }) => {
    const lines =
      last_line === undefined ? `${table.unit} ${line}` : `${table.unit}s ${line} to ${last_line}`;
    return `${lines}: ${issues[0]?.received ?? ""}`;
  });
  const more = damaged.length > SHOWN ? ["and more"] : [];
  throw new CliError(
    `${name}: the quotes are damaged, so it is not certain which text belongs to whom. Nothing was sent.\n` +
      [...rows, ...more].map((row) => `  ${row}`).join("\n") +
      "\nCorrect these lines. To send the other rows without them, add --skip-damaged-rows.",
  );
}
