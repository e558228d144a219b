import { elapsedBy, type Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { shownValue } from "../base/shownValue.js";
import type { IntentDetails, Journal } from "../journal/journal.js";
import { ignoreFailure } from "./ignoreFailure.js";
import { journalFailed } from "./stopErrors.js";
import { traceJournal } from "./traceJournal.js";

/**
 * How old an intent may be when its request leaves, in milliseconds. Reports are searched around the time of the
 * intent: a request that left an hour later, because the machine was asleep in between, would not be found there.
 */
export const FRESH_MS = 60_000;
/** How often an intent that is out of date is recorded anew. */
const ATTEMPTS = 3;

/**
 * Records that a request is about to leave. An intent that took longer than a minute to record (`freshMs` of the journal
 * may say less), or during which the clock was set back, is refused as out of date and recorded again.
 *
 * @throws SmnError (`journal`) when it cannot be recorded in time; the request must not leave then
 */
export async function recordIntent(
  journal: Journal,
  indices: readonly number[],
  details: IntentDetails,
  clock: Clock,
): Promise<void> {
  const mostMs = Math.min(FRESH_MS, freshMsOf(journal, details));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [startedAt, startedBy] = [clock.now(), elapsedBy(clock)];
    try {
      await traceJournal("intend", indices.length, () => journal.intend(indices, details));
    } catch (error) {
      throw journalFailed(error);
    }
    // One of the clocks may stand still while the machine sleeps, and the other may be set.
    const passed = [clock.now() - startedAt, elapsedBy(clock) - startedBy];
    if (passed.every((ms) => ms >= 0 && ms <= mostMs)) return;
  }
  throw new SmnError(
    `The journal needs more than ${mostMs / 1_000} seconds to record that a request is about to leave. ` +
      "The request was not sent. Keep the journal on a faster disk, and run again.",
    { code: "journal", sent: "no", reason: "failed" },
  );
}

function freshMsOf(journal: Journal, details: IntentDetails): number {
  let ms: unknown;
  try {
    ms = journal.freshMs === undefined ? FRESH_MS : journal.freshMs(details);
  } catch (error) {
    throw journalFailed(error);
  }
  if (typeof ms === "number" && !Number.isNaN(ms)) return ms;
  ignoreFailure(ms);
  throw new SmnError(
    `The journal's freshMs must return a number of milliseconds, and not a promise; it returned ${shownValue(ms)}. ` +
      "The request was not sent.",
    { code: "journal", sent: "no", reason: "failed" },
  );
}
