import { readOrderedBatches } from "../../journal/readJournalInOrder.js";
import { exitCodes, noCounts, type ExitCode } from "../base/exitCode.js";
import { checkRows, type FullCheck } from "../rows/checkRows.js";
import type { SignNames } from "../rows/partCounter.js";
import type { CheckedInput } from "../run/checkInput.js";
import type { CliInput } from "../run/cliInput.js";
import { checkSendingResults, checkTwins } from "../run/earlierRuns.js";
import { journalExtent } from "../run/journalExtent.js";
import { parseInputId, recordedInputId, type InputIdentity } from "../run/inputId.js";
import { readRecordedRun } from "../run/recordedRun.js";
import { checkRecorded } from "../run/openRunJournal.js";
import type { RunJob } from "../run/runJob.js";
import { checkMaxParts } from "./maySend.js";
import { checkFirst, checkNewRun, checkNothingToRetry, retryOf } from "./openRun.js";

/**
 * The rest of a dry run: the made texts, and, if there is a journal of an earlier run, the rows still to be sent.
 *
 * @throws CliError for everything for which the run itself would send nothing
 */
export async function finishDryRun(
  job: RunJob,
  input: CliInput,
  { check, identity }: CheckedInput,
  signNames: SignNames,
): Promise<ExitCode> {
  const { options, reporter } = job;
  let left: FullCheck = check;
  const extent = input.keepsJournal ? await journalExtent(input.journalPath) : "none";
  if (extent !== "none") await checkJournal(input, identity);
  if (extent === "used") {
    await checkFirst(options.first, (await readRecordedRun(input.journalPath)).ranges);
    if (!options.newRunAndRiskDuplicates) await checkSendingResults(input);
    left = await checkPending(job, input, signNames);
  } else {
    checkNothingToRetry(input, retryOf(job, input));
    await checkNewRun(job, input, identity);
  }
  reporter.report({ event: "samples", samples: left.samples, unsigned: left.unsigned, valid: left.valid });
  checkMaxParts(options.maxParts, left);
  reporter.report({ event: "dry_run_end" });
  return check.invalid > 0 ? exitCodes.refused : exitCodes.ok;
}

/** Of whose project the journal is, a dry run does not know: the rest must be the same. */
async function checkJournal(input: CliInput, { id }: InputIdentity): Promise<void> {
  const recorded = await recordedInputId(input.journalPath);
  const [theirs, ours] = [parseInputId(recorded ?? ""), parseInputId(id)];
  if (recorded === undefined || theirs === undefined || ours === undefined) return;
  if (theirs.options !== ours.options || theirs.content.sha256 !== ours.content.sha256)
    checkRecorded(input, recorded, id);
}

async function checkPending(job: RunJob, input: CliInput, signNames: SignNames): Promise<FullCheck> {
  const { options, environment, reporter } = job;
  const retry: readonly string[] | undefined = retryOf(job, input);
  const settled = { ...noCounts(), intended: 0 };
  const done = new Set<number>();
  const retried = new Set<number>();
  for await (const records of readOrderedBatches(input.journalPath))
    for (const { index, status } of records) {
      settled[status]++;
      if (retry?.includes(status)) retried.add(index);
      if (status !== "unsent") done.add(index);
    }
  const isPending = (index: number): boolean => (retry === undefined ? !done.has(index) : retried.has(index));
  if (!options.newRunAndRiskDuplicates) await checkTwins(job, input, isPending);
  const left = await checkRows(input.table, input.reader, {
    signNames,
    signal: environment.signal,
    only: (index) => isPending(index) && (options.first === undefined || index < options.first),
  });
  reporter.report({
    event: "resume",
    journal: input.journalPath,
    settled,
    to_send: left.valid,
    parts: left.parts,
    unsigned: left.unsigned,
  });
  return left;
}
