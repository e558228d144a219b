import { systemClock, type Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import type { SmsMessage } from "../messages/types.js";
import type { ReconcilableJournal, UnknownRecord } from "../journal/journal.js";
import { findReports, type Search } from "./findReports.js";
import { InputCodes } from "./inputCodes.js";
import { judgeUnknown } from "./judgeUnknown.js";
import { readSuspects, type Read, type Searched } from "./readSuspects.js";
import type { Reconciled, ReconcileOptions, ReportSource, Verdict } from "./reconcileOptions.js";
import { isInReach, reportWindows } from "./reportWindows.js";
import { createSettler } from "./settlementOf.js";
import { StrayCodes } from "./strayCodes.js";

/** Outcomes that are recorded together. */
const TOGETHER = 1_000;

/**
 * Finds out what became of the messages of which a run could not tell whether they were sent, and records it: what the
 * service has a report of is `accepted`, with its `message_id`, what it has none of is `unsent`, and can be sent again
 * with the same journal. What cannot be decided stays `unknown`, and says why. Nothing is sent.
 *
 * Messages are recognised by their code, which the run must have been told to give them (`correlate`), number and
 * signature. An `extend_code` of your own does as well if no other message to the number carries it. Run it some
 * twenty minutes (`settleMs`) after the run, on its journal, while no run uses it: `openJournal` sees to that.
 *
 * Yields each message that was unknown, when its outcome has been recorded; leaving the loop early leaves the others
 * as they are. The reports of one signature are read before anything about its messages is decided; memory grows with
 * the unknown messages and the reports on their numbers.
 *
 * @param sms the client
 * @param journal of the run
 * @param inputs of the run, the same in the same order
 * @throws SmnError from the iteration, with the code of the failure, when reports cannot be had, even after
 * repetition, or have no end (`protocol`): what was not yielded is as it was. `validation` for options that cannot work; `journal` when the
 * journal fails.
 *
 * @example
 * ```ts
 * for await (const one of reconcile(sms, journal, messages))
 *   console.log(one.index, one.status === "unknown" ? one.reason : one.status);
 * ```
 */
export async function* reconcile<T = SmsMessage>(
  sms: ReportSource,
  journal: ReconcilableJournal,
  inputs: Iterable<T> | AsyncIterable<T>,
  options: ReconcileOptions<T> = {},
): AsyncGenerator<Reconciled, undefined> {
  const { clock = systemClock, signal, toMessage, sign_ids = [] } = options;
  const settleMs = within("settleMs", options.settleMs ?? 1_200_000, 0, Number.MAX_SAFE_INTEGER);
  const rate = within("rate", options.rate ?? 10, 0.001, 1_000);
  const records: UnknownRecord[] = [];
  for await (const record of journal.unknowns()) records.push(record);
  if (records.length === 0) return;

  const now = clock.now();
  const { runId } = journal;
  const strays = new StrayCodes(runId);
  const codes = new InputCodes();
  const reads = await readSuspects(inputs, records, { runId, toMessage, sign_ids, signal, strays, codes });
  const settle = createSettler();
  const search: Search = { source: sms, signal, strays, codes, pace: createPace(clock, rate, signal) };
  for (const group of groupsOf(reads.map((read) => outOfReach(read, now)))) {
    const searched = group.filter((read): read is Searched => !("reason" in read));
    const attempts = searched.flatMap((read) => read.attempts);
    const windows = reportWindows(attempts, { now, settleMs });
    const findings = await findReports(search, searched, searched[0]?.signs ?? [], windows);
    const verdicts = group.map((read): Verdict => {
      if ("reason" in read) return { status: "unknown", reason: read.reason };
      return judgeUnknown(read, findings.of(read), { now, settleMs });
    });
    for (let start = 0; start < group.length; start += TOGETHER) {
      const part = group.slice(start, start + TOGETHER);
      const settled = part.map((read, place) => settle(read, verdicts[start + place] as Verdict));
      const settlements = settled.filter((one) => one !== undefined);
      if (settlements.length > 0) await journal.settle(settlements);
      for (const [place, { record }] of part.entries())
        yield { index: record.index, ...(verdicts[start + place] as Verdict) };
    }
  }
}

function outOfReach(read: Read, now: number): Read {
  if ("reason" in read || isInReach(read.attempts, now)) return read;
  return { record: read.record, reason: "too_old" };
}

/** Messages that are asked for together: those with the same signatures. */
function groupsOf(reads: readonly Read[]): Read[][] {
  const groups = new Map<string, Read[]>();
  for (const read of reads) {
    const name = "reason" in read ? "" : read.signs.join(" ");
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [read]);
    else group.push(read);
  }
  return [...groups.values()];
}

/** Lets requests through one after the other, at a rate. */
function createPace(clock: Clock, rate: number, signal: AbortSignal | undefined): () => Promise<void> {
  let nextAt = 0;
  return async () => {
    signal?.throwIfAborted();
    const waitMs = nextAt - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    nextAt = Math.max(nextAt, clock.now()) + 1_000 / rate;
  };
}

function within(name: string, value: number, least: number, most: number): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  throw new SmnError(`reconcile: ${name} must be a number from ${least} to ${most}. Nothing was changed.`, {
    code: "validation",
    sent: "no",
  });
}
