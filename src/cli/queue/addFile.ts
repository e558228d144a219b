import { CliError } from "../base/cliError.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { findSignNames } from "../connection/signNames.js";
import { exists } from "../results/checkFolders.js";
import { checkInput, type CheckedInput } from "../run/checkInput.js";
import type { CliInput } from "../run/cliInput.js";
import { checkEarlierRuns } from "../run/earlierRuns.js";
import { openCliInput } from "../run/openCliInput.js";
import type { RunJob } from "../run/runJob.js";
import { checkMaxParts, maySend } from "../send/maySend.js";
import { checkDamaged, reportCheck } from "../send/sendFile.js";
import { counted, fitted } from "../terminal/format.js";
import { checkAddedBefore } from "./addedBefore.js";
import { addRows, type Added } from "./addRows.js";
import { withQueue, type OpenQueue } from "./openQueue.js";
import { oneAtATime } from "./oneAtATime.js";
import { asSendOptions, type AddOptions } from "./queueOptions.js";
import { runIdentity } from "./runIdentity.js";

/** One call of `smn-sms queue add`. */
export interface AddJob extends Omit<RunJob, "options"> {
  readonly options: AddOptions;
}

/**
 * `smn-sms queue add`: checks the whole file, asks, and puts its texts into the queue. The same run again adds only what
 * is missing.
 *
 * @throws CliError for everything that is wrong before anything is added
 */
export async function addFile({ options, ...given }: AddJob): Promise<ExitCode> {
  const { file, environment, reporter } = given;
  if (file === "-")
    throw new CliError("smn-sms queue add reads a file: the run can then be added again after a crash.");
  const job: RunJob = { ...given, options: asSendOptions(options) };
  const input = await openCliInput(job);
  try {
    const signNames = await findSignNames(options.signName, undefined, environment.signal);
    const checked = await checkInput(input, job.options, undefined, {
      signNames,
      signal: environment.signal,
    });
    reportCheck(job, input, checked.check);
    if (!options.skipDamagedRows) checkDamaged(input, checked.check.damaged);
    if (options.dryRun) {
      const { samples, unsigned, valid, invalid } = checked.check;
      reporter.report({ event: "samples", samples, unsigned, valid });
      checkMaxParts(options.maxParts, checked.check);
      reporter.report({ event: "dry_run_end" });
      return invalid > 0 ? exitCodes.refused : exitCodes.ok;
    }
    return await withQueue(environment, "use", (queue) => add(job, options, input, checked, queue));
  } finally {
    reporter.rest();
    await input.close();
  }
}

async function add(
  job: RunJob,
  options: AddOptions,
  input: CliInput,
  checked: CheckedInput,
  queue: OpenQueue,
): Promise<ExitCode> {
  const { environment, file } = job;
  const { run } = options;
  await queue.ledger.check();
  const isKnown = await isKnownRun(queue, run);
  const own = { run, input: input.file, identity: checked.identity };
  const isNew = !isKnown && options.newRunAndRiskDuplicates !== true;
  if (isNew) {
    await checkSentBefore(input, file, checked);
    await checkAddedBefore(queue.ledger, own);
  }
  if (!(await maySend(job, checked.check))) return exitCodes.open;
  const identity = await runIdentity(checked.identity, options.exclude);
  // Every file with the same header begins as one without rows does, which sends nobody anything.
  if (checked.check.rows > 0)
    // Somebody else may have added it while the question was open, or be about to.
    await oneAtATime(queue.pool, async () => {
      if (isNew) await checkAddedBefore(queue.ledger, own);
      await queue.ledger.beginInput(run, identity);
    });
  const added = await addRows(queue, input, options, environment);
  if (await input.file.wasChanged())
    throw new CliError(
      `${file} was changed while it was read. Bring it back to what it was, and add it again under the same name. What was ` +
        "added already will be sent.",
      exitCodes.stopped,
    );
  environment.stdout.write(
    options.json
      ? `${JSON.stringify({ event: "added", run, ...added })}\n`
      : `${fitted(addedLines(run, added), environment.columns)}\n`,
  );
  return environment.signal.aborted ? exitCodes.interrupted : exitCodes.ok;
}

function addedLines(run: string, { jobs, messages, missing, stopped }: Added): string[] {
  const what = `${counted(messages, "message")} in ${counted(jobs, "job")}`;
  const there = jobs - missing;
  const known = there === 0 ? "" : `; ${counted(there, "job")} ${there === 1 ? "was" : "were"} there already`;
  if (stopped) return [`Interrupted after ${what}${known}. The same command adds the rest.`];
  return [
    `Run ${run}: ${what}${known}.`,
    `smn-sms queue work sends them, smn-sms queue status --run ${run} shows how far they are.`,
  ];
}

async function isKnownRun({ ledger }: OpenQueue, run: string): Promise<boolean> {
  return Object.values(await ledger.counts(`${run}/`)).some((count: number) => count > 0);
}

/** Whoever sent the file by `smn-sms send` would send everybody the text again. */
async function checkSentBefore(input: CliInput, file: string, { identity }: CheckedInput): Promise<void> {
  if (await exists(input.journalPath))
    throw new CliError(
      `${input.journalPath} records that ${input.name} was sent by smn-sms send. Nothing was added. ` +
        "--new-run-and-risk-duplicates adds it nevertheless: everybody gets the text a second time, also each one that was sent.",
    );
  await checkEarlierRuns(input, file, identity);
}
