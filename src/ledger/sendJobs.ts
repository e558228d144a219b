import type { SmsClient } from "../createSmsClient.js";
import { createTokens, hasOwnCode } from "../journal/correlationToken.js";
import type { SmsMessage } from "../messages/types.js";
import { SmnError } from "../base/errors.js";
import { append } from "./append.js";
import { checkJob } from "./checkJob.js";
import type { LedgerCore } from "./core.js";
import type { JobOutcome, LedgerJob, SendEachOptions } from "./job.js";
import { unfinished } from "./jobErrors.js";
import { JobWriter } from "./jobWriter.js";
import { packJobs } from "./packJobs.js";
import { isFinal, openRanges, PackJournal, type PackedJob, type Slot } from "./packJournal.js";
import type { Proof } from "./proof.js";

/** The end of one job. */
export type JobEnd = { readonly outcomes: readonly JobOutcome[] } | { readonly error: unknown };

/** Sends jobs, each once, their messages together in as few requests as there can be. */
export async function sendJobs(
  core: LedgerCore,
  sms: SmsClient,
  jobs: readonly LedgerJob[],
  { correlate, signal, proof, method }: SendEachOptions & { proof: Proof; method: string },
): Promise<JobEnd[]> {
  const ends = new Array<JobEnd | undefined>(jobs.length).fill(undefined);
  const fine: number[] = [];
  for (const [place, job] of jobs.entries())
    try {
      checkJob(method, job);
      fine.push(place);
    } catch (error) {
      ends[place] = { error };
    }
  if (signal?.aborted === true)
    throw new SmnError("The signal had fired before anything was sent.", { code: "aborted", sent: "no" });
  const destination = await sms.destination(signal && { signal });
  const worker = core.newNumber();
  const packs = await packJobs(
    core,
    worker,
    fine.map((place) => jobs[place] as LedgerJob),
    destination,
  );
  const writer = new JobWriter(core, proof);
  const active: { readonly packed: PackedJob; readonly place: number }[] = [];
  for (const [at, pack] of packs.entries()) {
    const place = fine[at] ?? -1;
    if (!("packed" in pack)) ends[place] = pack;
    else if (pack.packed.records.every(isFinal)) ends[place] = await alone(settled(core, pack.packed));
    else if (pack.isLate) ends[place] = await alone(expire(core, pack.packed));
    else active.push({ packed: pack.packed, place });
  }
  const failure = await sendSlots(
    core,
    sms,
    active.map(({ packed }) => packed),
    { correlate, signal, writer },
  );
  const open = active.filter(({ packed }) => !packed.records.every(isFinal));
  await releaseOpen(
    writer,
    open.map(({ packed }) => packed),
  );
  for (const { packed, place } of active) {
    const isOpen = !packed.records.every(isFinal);
    if (!isOpen)
      ends[place] = { outcomes: packed.records }; // each is final
    else ends[place] = await alone(endOpen(core, packed, failure));
  }
  return ends.map(
    (end) => end ?? { error: new SmnError("The job was not looked at.", { code: "journal", sent: "no" }) },
  );
}

/** @returns what ended the run early */
async function sendSlots(
  core: LedgerCore,
  sms: SmsClient,
  jobs: readonly PackedJob[],
  { correlate, signal, writer }: SendEachOptions & { writer: JobWriter },
): Promise<unknown> {
  const slots = jobs.flatMap((packed) =>
    [...packed.records.keys()]
      .filter((place) => !isFinal(packed.records[place]))
      .map((place): Slot => ({ packed, place })),
  );
  if (slots.length === 0) return undefined;
  const journal = new PackJournal(core, { slots, writer, correlate });
  const tokens = new Map(jobs.map((packed) => [packed, createTokens(packed.runId)]));
  try {
    const run = sms.sendAll(slots, {
      journal,
      signal,
      concurrency: 1,
      deadlineMs: 0,
      lingerMs: 0,
      toMessage: ({ packed, place }) => {
        const message = packed.positions.messages[place] as SmsMessage; // there is one for each slot
        const token = correlate && tokens.get(packed)?.(packed.positions.indexOf(place));
        return token === undefined ? message : withToken(message, token);
      },
    });
    while ((await run.next()).done !== true); // the journal has the outcomes
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A copy, so that the caller's object stays as it is. */
function withToken(message: SmsMessage, token: string): SmsMessage {
  if (typeof message !== "object" || message === null || hasOwnCode(message)) return message;
  return { ...message, extend_code: token };
}

async function releaseOpen(writer: JobWriter, jobs: readonly PackedJob[]): Promise<void> {
  try {
    await writer.release(jobs.filter(({ state }) => !state.isLost).map(({ state }) => state));
  } catch {
    return; // they are free when their lease is over
  }
}

/** What fails of one job says nothing of the others, which may have their outcomes. */
function alone(end: Promise<JobEnd>): Promise<JobEnd> {
  return end.catch((error: unknown) => ({ error }));
}

async function endOpen(core: LedgerCore, packed: PackedJob, failure: unknown): Promise<JobEnd> {
  if (await isTooLate(core, packed)) return expire(core, packed);
  return { error: unfinished(packed, failure) };
}

async function isTooLate({ database }: LedgerCore, { job, state }: PackedJob): Promise<boolean> {
  if (job.notAfter === undefined || state.isLost || state.hasGap) return false;
  const [row] = await database.query<{ is_late: boolean }>(
    `select $1::timestamptz < ${database.schema}.ledger_now() as is_late`,
    [job.notAfter],
  );
  return row?.is_late === true;
}

/** Every message has its outcome, from before; the job only lacks the word that it is settled. */
async function settled(core: LedgerCore, { state, records }: PackedJob): Promise<JobEnd> {
  await append(core, [{ state, lines: [], isSettled: true }], { isMark: false, forMs: 15_000 });
  return { outcomes: records as JobOutcome[] }; // each is final
}

/** Settles what was not sent of a job that is too old. */
async function expire(core: LedgerCore, packed: PackedJob): Promise<JobEnd> {
  const { state, records, positions, job } = packed;
  const reason = `It was not sent by ${job.notAfter?.toISOString() ?? ""}, and is too old to be sent now.`;
  const ranges = openRanges(packed);
  for (const place of records.keys()) {
    if (isFinal(records[place])) continue;
    records[place] = { index: place, status: "unsent", code: "aborted", reason };
    state.set(positions.indexOf(place), "unsent");
  }
  const line = { status: "unsent" as const, ranges, code: "aborted", reason };
  const lines = ranges.length === 0 ? [] : [line];
  const { missing } = await append(core, [{ state, lines, isSettled: true }], {
    isMark: false,
    forMs: 15_000,
  });
  return missing.length > 0
    ? { error: unfinished(packed, undefined) }
    : { outcomes: records as JobOutcome[] };
}
