import type { Attempt, TimeSpan } from "../journal/journal.js";

/** What happens to the reports of a message happens to those of messages that left so near to it, in milliseconds. */
export const NEARBY_MS = 600_000;

/** The times near these sendings, by the clock of the run: in order, and apart from each other. */
export function spansAround(attempts: Iterable<Attempt>): TimeSpan[] {
  const spans = [...new Set(Array.from(attempts, ({ at }) => at))]
    .sort((one, other) => one - other)
    .map((at) => ({ start: at - NEARBY_MS, end: at + NEARBY_MS }));
  return merged(spans);
}

/** Spans that overlap as one; they come by their start. */
export function merged(spans: readonly TimeSpan[]): TimeSpan[] {
  const apart: TimeSpan[] = [];
  for (const span of spans) {
    const last = apart.at(-1);
    if (last !== undefined && span.start <= last.end)
      apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else apart.push(span);
  }
  return apart;
}
