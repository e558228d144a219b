import { FRESH_MS } from "../bulk/recordIntent.js";
import type { Attempt, TimeSpan } from "../journal/journal.js";
import { earliestStart } from "../reports/reportQuery.js";
import type { Shift } from "./controlSample.js";
import { merged } from "./nearby.js";

/** Signatures are refused when the clocks differ by more; with a token nobody looks. */
const TOLERANCE_MS = 15 * 60_000;
/** How long after the end of its request a message may be listed, at least. */
const LEAST_MARGIN_MS = 10 * 60_000;
/** The service may count its three months in another way. */
const SLACK_MS = 86_400_000;
/** The default of the client, for journals that do not say how long a request could take. */
const TIMEOUT_MS = 30_000;

export interface WindowOptions {
  /** The time of the service. */
  readonly now: number;
  readonly settleMs: number;
  readonly shift: Shift;
}

/**
 * The times of the service in which the messages of these sendings were submitted, if they were; what overlaps is one.
 * A request without a recorded end may have been under way until now: the machine may have slept meanwhile.
 */
export function reportWindows(
  attempts: Iterable<Attempt>,
  { now, settleMs, shift }: WindowOptions,
): TimeSpan[] {
  const marginMs = Math.max(settleMs, LEAST_MARGIN_MS) + TOLERANCE_MS;
  const windows = [...new Set(attempts)]
    .map((attempt) => {
      const start = Math.min(attempt.at + shift.least, now) - TOLERANCE_MS;
      // Not in the future: nothing is said about windows that end there.
      return { start, end: Math.min(now, (endOf(attempt) ?? now) + shift.most + marginMs) };
    })
    .sort((one, other) => one.start - other.start);
  return merged(windows);
}

/** Those of the sendings to which the reports reach back. */
export function inReach(attempts: readonly Attempt[], { now, shift }: WindowOptions): Attempt[] {
  const earliest = earliestStart(now) + SLACK_MS + TOLERANCE_MS;
  return attempts.filter(({ at }) => Math.min(at + shift.least, now) >= earliest);
}

/** Those of the sendings that began in the window. */
export function attemptsWithin(
  attempts: readonly Attempt[],
  { start, end }: TimeSpan,
  { now, shift }: WindowOptions,
): Attempt[] {
  return attempts.filter(({ at }) => {
    const from = Math.min(at + shift.least, now) - TOLERANCE_MS;
    return from >= start && from <= end;
  });
}

/**
 * Whether the last of these requests ended so long ago that its messages are listed, if they were taken.
 *
 * @param shiftMs the clock of the service less that of the run
 */
export function isSettled(
  attempts: readonly Attempt[],
  { now, settleMs }: WindowOptions,
  shiftMs: number,
): boolean {
  return attempts.every((attempt) => {
    const { at, timeoutMs = TIMEOUT_MS } = attempt;
    return now - (endOf(attempt) ?? at + FRESH_MS + timeoutMs) - shiftMs >= settleMs;
  });
}

/** When the request was over, by the clock of the run; undefined where nobody knows. */
function endOf({ at, until }: Attempt): number | undefined {
  // A clock that was set back says nothing.
  return until === undefined || until < at ? undefined : until;
}
