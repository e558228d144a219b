import { scanJournal } from "../../journal/scanJournal.js";

/** A time in which nothing was sent, in milliseconds since the epoch. */
export interface Pause {
  readonly from: number;
  readonly to: number;
  /** Empty when it is not recorded. */
  readonly reason: string;
}

/** When the messages of a run were sent. */
export interface Timeline {
  /** Milliseconds since the epoch; equal when there were no requests, or all at once. */
  readonly from: number;
  readonly to: number;
  /** Messages in equal spans of the time. */
  readonly counts: readonly number[];
  readonly pauses: readonly Pause[];
}

const BARS = 60;
/** A shorter time without a request is no pause. */
const LEAST_PAUSE_MS = 2000;

/**
 * Reads the times of a run's requests from its journal. Times without any request are pauses; a run that was resumed
 * later has one before that.
 *
 * @param known pauses whose reasons were told while the run went on
 */
export async function readTimeline(journalPath: string, known: readonly Pause[] = []): Promise<Timeline> {
  const sent: { at: number; count: number }[] = [];
  for await (const { line } of scanJournal(journalPath)) {
    if (line?.status !== "intended" || line.at === undefined || !Number.isFinite(line.at)) continue;
    const count = line.indices.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    sent.push({ at: line.at, count });
  }
  sent.sort((a, b) => a.at - b.at);
  const from = sent[0]?.at ?? 0;
  const to = sent.at(-1)?.at ?? 0;
  const counts = new Array<number>(to > from ? BARS : 1).fill(0);
  for (const { at, count } of sent) {
    const bar = to > from ? Math.min(BARS - 1, Math.floor(((at - from) / (to - from)) * BARS)) : 0;
    counts[bar] = (counts[bar] ?? 0) + count;
  }
  return { from, to, counts, pauses: [...gapsOf(sent, known), ...known].sort((a, b) => a.from - b.from) };
}

/** The times without a request, unless their reason is known anyway. */
function gapsOf(sent: readonly { at: number }[], known: readonly Pause[]): Pause[] {
  const gaps: Pause[] = [];
  sent.forEach(({ at }, index) => {
    const before = sent[index - 1]?.at ?? at;
    const isKnown = known.some(({ from, to }) => from < at && to > before);
    if (at - before >= LEAST_PAUSE_MS && !isKnown) gaps.push({ from: before, to: at, reason: "" });
  });
  return gaps;
}
