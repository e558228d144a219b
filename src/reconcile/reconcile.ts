import { elapsedBy, systemClock, type Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { claimJournal } from "../journal/claimJournal.js";
import type { ReconcilableJournal } from "../journal/journal.js";
import { checkSender } from "../journal/journalSender.js";
import { NumberCheck } from "../journal/numberCheck.js";
import type { SmsMessage } from "../messages/types.js";
import type { Asking } from "./askReports.js";
import { ControlSample, type Control } from "./controlSample.js";
import { createJudge } from "./createJudge.js";
import { InputCodes } from "./inputCodes.js";
import { listUnknowns } from "./listUnknowns.js";
import { readControls } from "./readControls.js";
import { readInputs, type Read } from "./readInputs.js";
import type { Reconciled, ReconcileOptions, ReportSource, Verdict } from "./reconcileOptions.js";
import { ServiceTime } from "./serviceTime.js";
import { createSettler } from "./settlementOf.js";
import { StrayCodes } from "./strayCodes.js";

/** Outcomes that are recorded together. */
const TOGETHER = 1_000;

/**
 * Settles the `unknown` messages of a run by the service's reports, and records the result. A message with a report is
 * `accepted`, with its `message_id`. One without is `unsent`, and can be sent again with the same journal. A message that
 * cannot be decided stays `unknown`, with the reason. Nothing is sent.
 *
 * Messages are recognised by their code, which the run must have been told to give them (`correlate`), number and
 * signature. An `extend_code` of your own does as well if no other message to the number carries it. Run it some
 * twenty minutes (`settleMs`) after the run, on its journal, while no run uses it: `openJournal` sees to that.
 *
 * Absence is no proof: `unsent` is said only of messages near which others of the same signature were accepted, and
 * where the reports show all of those with number and code as they were sent. Otherwise the message stays `unknown`
 * (`no_control`).
 *
 * Yields each message that was unknown, when its outcome has been recorded; leaving the loop early leaves the others
 * as they are. The reports of one signature are read before anything about its messages is decided; memory grows with
 * the unknown messages, the reports on their numbers, and by some ids for each report that is read.
 *
 * @param sms the client
 * @param journal of the run
 * @param inputs of the run, the same in the same order
 * @throws SmnError from the iteration, with the code of the failure, when reports cannot be fetched, even
 * after retries, or have no end, or tell a time more than a day away from this machine's (`protocol`): outcomes that were not yielded are unchanged. `validation` for options that cannot work;
 * `journal` when the journal fails, is used by a run (`claimed`), belongs to a run of another project or address
 * (`other_project`), or other numbers are at its positions (`other_numbers`).
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
  const release = claimJournal(journal);
  try {
    yield* settleUnknown(sms, journal, inputs, options);
  } finally {
    release();
  }
}

async function* settleUnknown<T>(
  sms: ReportSource,
  journal: ReconcilableJournal,
  inputs: Iterable<T> | AsyncIterable<T>,
  options: ReconcileOptions<T>,
): AsyncGenerator<Reconciled, undefined> {
  const { clock = systemClock, signal, toMessage, sign_ids = [] } = options;
  const settleMs = within("settleMs", options.settleMs ?? 1_200_000, 0, Number.MAX_SAFE_INTEGER);
  const rate = within("rate", options.rate ?? 10, 0.001, 1_000);
  // Nothing but `true` is a consent.
  const unsentWithoutControl = options.unsentWithoutControl === true;
  if (journal.sender !== undefined && sms.destination !== undefined)
    checkSender(journal, await sms.destination(signal && { signal }));
  const records = await listUnknowns(journal);
  if (records.length === 0) return;

  const { runId } = journal;
  const lookup = { strays: new StrayCodes(runId), codes: new InputCodes() };
  const accepted = await readControls(journal, records);
  const check = await NumberCheck.of(journal);
  const known = { runId, toMessage, sign_ids, signal, check, ...lookup };
  const { reads, controls } = await readInputs(inputs, records, accepted, known);
  const time = new ServiceTime(clock);
  const pace = createPace(clock, rate, signal);
  const asking: Asking = { source: sms, signal, pace, onServiceTime: time.learn };
  const settle = createSettler();
  for (const [name, group] of groupsOf(reads)) {
    const sample = new ControlSample(controls.filter(({ signs }) => groupName(signs) === name));
    const judge = await createJudge(group, {
      asking,
      time,
      pause: (ms) => clock.sleep(ms, signal),
      sample,
      settleMs,
      unsentWithoutControl,
      ...lookup,
    });
    const verdicts = group.map(judge);
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

/** Messages that are asked for together: those with the same signatures. */
function groupsOf(reads: readonly Read[]): Map<string, Read[]> {
  const groups = new Map<string, Read[]>();
  for (const read of reads) {
    const name = "reason" in read ? "" : groupName(read.signs);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [read]);
    else group.push(read);
  }
  return groups;
}

function groupName(signs: Control["signs"]): string {
  return signs.join(" ");
}

/** Lets requests through one after the other, at a rate; a clock that is set back must not hold them up. */
function createPace(clock: Clock, rate: number, signal: AbortSignal | undefined): () => Promise<void> {
  let nextAt = Number.NEGATIVE_INFINITY;
  return async () => {
    signal?.throwIfAborted();
    const waitMs = nextAt - elapsedBy(clock);
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    nextAt = Math.max(nextAt, elapsedBy(clock)) + 1_000 / rate;
  };
}

function within(name: string, value: number, least: number, most: number): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  throw new SmnError(`reconcile: ${name} must be a number from ${least} to ${most}. Nothing was changed.`, {
    code: "validation",
    sent: "no",
  });
}
