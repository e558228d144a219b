import { earliestStart } from "../reports/reportQuery.js";
import type { Attempt } from "../journal/journal.js";

/** A time in which messages were submitted, in milliseconds since the epoch. */
export interface ReportWindow {
  readonly start: number;
  readonly end: number;
}

/** Signatures are refused when the clocks differ by more, so a run's cannot have been further off. */
const TOLERANCE_MS = 15 * 60_000;
/** How long after it left a request may have been taken, at least. */
const LEAST_MARGIN_MS = 10 * 60_000;
/** The service may count its three months in another way. */
const SLACK_MS = 86_400_000;

/** The times in which the messages of these sendings were submitted, if they were; what overlaps is one. */
export function reportWindows(
  attempts: Iterable<Attempt>,
  { now, settleMs }: { now: number; settleMs: number },
): ReportWindow[] {
  const earliest = earliestStart(now) + SLACK_MS;
  const windows = [...new Set([...attempts].map(({ at }) => Math.min(at, now)))]
    .sort((a, b) => a - b)
    .map((at) => ({
      start: at - TOLERANCE_MS,
      // Not in the future: nothing is said about windows that end there.
      end: Math.min(now, at + Math.max(settleMs, LEAST_MARGIN_MS) + TOLERANCE_MS),
    }))
    .filter(({ start }) => start >= earliest);
  const merged: ReportWindow[] = [];
  for (const window of windows) {
    const last = merged.at(-1);
    if (last !== undefined && window.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, window.end) };
    else merged.push(window);
  }
  return merged;
}

/** Whether the reports reach back to the last of these sendings. */
export function isInReach(attempts: readonly Attempt[], now: number): boolean {
  const lastAt = Math.max(...attempts.map(({ at }) => at));
  return Math.min(lastAt, now) - TOLERANCE_MS >= earliestStart(now) + SLACK_MS;
}

/** Whether one of these sendings began in the window. */
export function isWithin(attempts: readonly Attempt[], { start, end }: ReportWindow): boolean {
  return attempts.some(({ at }) => at - TOLERANCE_MS <= end && at >= start);
}
