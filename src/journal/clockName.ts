import { elapsedBy, type Clock } from "../base/clock.js";
import type { JournalHost } from "./journalHost.js";

/** Times by a clock that was set by less are still compared: searches in reports have margins of a quarter of an hour. */
const STEP_MS = 60_000;

/**
 * Tells which clock the times of a journal go by: the same name for as long as nobody set it. A clock that is set is
 * noticed by the time since the machine started, or at least by the time since the journal was opened.
 *
 * @param before the name in the journal so far
 */
export function createClockName(
  clock: Clock,
  { self, startedAt, randomId }: Pick<JournalHost, "self" | "startedAt" | "randomId">,
  before: string | undefined,
): () => string {
  const nameNow = (): string => {
    const ms = startedAt?.();
    if (ms === undefined || self.boot === undefined) return randomId();
    const recorded = before === undefined ? undefined : parseName(before);
    if (recorded?.boot === self.boot && Math.abs(recorded.ms - ms) <= STEP_MS) return before as string;
    return (before = `${self.boot} ${Math.round(ms)}`);
  };
  let name = nameNow();
  let [zero, last] = [clock.now() - elapsedBy(clock), clock.now()];
  return () => {
    const now = clock.now();
    const start = now - elapsedBy(clock);
    // A clock that cannot tell the time that passed shows at least that it was set back.
    if (Math.abs(start - zero) > STEP_MS || now < last - STEP_MS) {
      name = nameNow();
      zero = start;
    }
    last = now;
    return name;
  };
}

function parseName(name: string): { boot: string; ms: number } | undefined {
  const space = name.lastIndexOf(" ");
  const ms = Number(name.slice(space + 1));
  return space === -1 || !Number.isFinite(ms) ? undefined : { boot: name.slice(0, space), ms };
}
