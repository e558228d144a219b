import { checkSender, senderOf } from "../journal/journalSender.js";
import { IntendedRanges } from "../journal/intendedRanges.js";
import type { JournalRecord } from "../journal/journal.js";
import type { Destination } from "../reports/createDelivery.js";
import { claimJobs, type Claimed, type NotClaimed } from "./claimJobs.js";
import type { LedgerCore } from "./core.js";
import { giveBack } from "./giveBack.js";
import type { JobOutcome, LedgerJob } from "./job.js";
import { JobPositions } from "./jobPositions.js";
import { JobState } from "./jobState.js";
import { busy, otherMessages, refused } from "./ledgerErrors.js";
import { loadRecords, type PackedJob } from "./packJournal.js";
import { readLines } from "./readLines.js";

/** What became of a job before anything of it is sent. */
export type Packed =
  | { readonly packed: PackedJob; readonly isLate: boolean }
  | { readonly outcomes: readonly JobOutcome[] }
  | { readonly error: unknown };

/** Claims jobs, and reads what is known of them. */
export async function packJobs(
  core: LedgerCore,
  worker: string,
  jobs: readonly LedgerJob[],
  destination: Destination,
): Promise<Packed[]> {
  const waiting = await notSettled(
    core,
    jobs.flatMap(({ after = [] }) => after),
  );
  const seen = new Set<string>();
  const wanted = jobs.filter(({ key, after = [] }) => {
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst && !after.some((one) => waiting.has(one));
  });
  const claims = await claimJobs(
    core,
    worker,
    wanted.map(({ key, run, messages, notAfter }) => ({ key, run, notAfter, messages: messages.length })),
  );
  return Promise.all(
    jobs.map(async (job): Promise<Packed> => {
      const claimed = wanted.includes(job) ? claims.get(job.key) : undefined;
      try {
        if (claimed === undefined)
          throw busy(`The job ${JSON.stringify(job.key)} waits for another one.`, "no", 1_000);
        return await packOne(core, job, claimed, destination);
      } catch (error) {
        if (claimed !== undefined && "claim" in claimed) await giveBack(core, claimed.claim);
        return { error };
      }
    }),
  );
}

/** Those of the keys that are not settled. */
async function notSettled({ database }: LedgerCore, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await database.query<{ key: string }>(
    `select k.key from unnest($1::text[]) as k(key) where not exists
  (select from ${database.schema}.job j where j.key = k.key and j.settled_at is not null)`,
    [keys],
  );
  return new Set(rows.map(({ key }) => key));
}

async function packOne(
  core: LedgerCore,
  job: LedgerJob,
  claimed: Claimed,
  destination: Destination,
): Promise<Packed> {
  if ("held" in claimed) checkHeld(job, claimed.held);
  const runId = await core.runIdOf(job.run ?? job.key);
  const positions = new JobPositions(runId, job.messages, job.indices);
  const records = new Array<JournalRecord | undefined>(job.messages.length).fill(undefined);
  const { id, project, address } = "held" in claimed ? claimed.held : claimed.claim;
  const sender = project === null || address === null ? undefined : { project, address };
  checkSender({ runId, sender }, destination);
  const ranges = new IntendedRanges();
  const state = "claim" in claimed ? new JobState(claimed.claim) : undefined;
  if (state === undefined || state.claim.lines > 0)
    for await (const stored of readLines(core.database, id)) {
      if (stored.line.status === "intended") ranges.add(stored.line);
      else loadRecords({ positions, records }, stored);
      state?.load(stored);
    }
  if (!positions.fits(ranges)) {
    throw otherMessages(job.key);
  }
  if (state === undefined) return { outcomes: records as JobOutcome[] }; // it is settled
  state.sender ??= senderOf(runId, destination.projectId, destination.baseUrl);
  const isLate = "claim" in claimed && claimed.claim.isLate;
  return { packed: { job, runId, state, positions, records, cause: undefined }, isLate };
}

/** @throws SmnError for a job that is not settled, or another one */
function checkHeld({ key, run, messages }: LedgerJob, held: NotClaimed): void {
  if (held.messages !== messages.length) throw otherMessages(key);
  if (held.run !== (run ?? null))
    throw refused(
      "sendOnce",
      `the job ${JSON.stringify(key)} belongs to ${named(held.run)}, not to ${named(run ?? null)}`,
    );
  if (!held.isSettled)
    throw busy(
      `Another worker is sending the job ${JSON.stringify(key)}.`,
      "maybe",
      Math.ceil(held.leaseMs) + 100,
    );
}

function named(run: string | null): string {
  return run === null ? "no run" : `the run ${JSON.stringify(run)}`;
}
