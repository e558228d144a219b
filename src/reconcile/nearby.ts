import type { Attempt, TimeSpan } from "../journal/journal.js";

/** What happens to the reports of a message happens to those of messages that left so near to it, in milliseconds. */
export const NEARBY_MS = 600_000;

/** When a request was about to leave, and by which clock. */
type Departure = Pick<Attempt, "at" | "clock">;

/** Whether two requests left near to each other, for certain: by the same clock, which nobody set in between. */
export function isNear(one: Departure, other: Departure): boolean {
  return one.clock !== undefined && one.clock === other.clock && Math.abs(one.at - other.at) <= NEARBY_MS;
}

/** Those of each clock; what is not known to go by any is near to nothing, and left out. */
export function byClock<T extends Departure>(departures: Iterable<T>): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of departures) {
    if (one.clock === undefined) continue;
    const group = groups.get(one.clock);
    if (group === undefined) groups.set(one.clock, [one]);
    else group.push(one);
  }
  return groups;
}

/** Whether a request left near any of these; to be asked in the order of time. */
export function nearness(attempts: Iterable<Departure>): (one: Departure) => boolean {
  const spans = new Map(Array.from(byClock(attempts), ([clock, some]) => [clock, spansAround(some)]));
  const places = new Map<string, number>();
  return ({ at, clock = "" }) => {
    const some = spans.get(clock) ?? [];
    let place = places.get(clock) ?? 0;
    while ((some[place]?.end ?? Infinity) < at) place++;
    places.set(clock, place);
    return at >= (some[place]?.start ?? Infinity);
  };
}

/** The times near these sendings, by the clock of the run: in order, and apart from each other. */
export function spansAround(attempts: Iterable<Departure>): TimeSpan[] {
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
