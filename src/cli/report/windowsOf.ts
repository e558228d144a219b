import { scanJournal } from "../../journal/scanJournal.js";
import { earliestStart } from "../../reports/reportQuery.js";

/** A time in which messages of a run were submitted, in milliseconds since the epoch. */
export interface Window {
  readonly start_time: number;
  readonly end_time: number;
}

export interface Windows {
  readonly windows: readonly Window[];
  /** Whether part of the run is so old that its reports are gone. */
  readonly tooOld: boolean;
}

const MINUTE = 60_000;
/** The service's clock may be behind: it takes signatures whose time is 15 minutes off. */
const BEFORE = 15 * MINUTE;
/** A request is retried for some minutes, and takes some more. */
const AFTER = 60 * MINUTE;
/** A run resumed later than this gets a window of its own. */
const GAP = 120 * MINUTE;

/**
 * The times in which the requests of a journal were sent, by its intents.
 *
 * @throws SmnError (`journal`) for a file that is no journal
 */
export async function windowsOf(journalPath: string, now: number): Promise<Windows> {
  let spans: { from: number; to: number }[] = [];
  for await (const { line } of scanJournal(journalPath)) {
    if (line?.status !== "intended" || !Number.isFinite(line.at)) continue;
    const at = line.at ?? 0;
    const last = spans.at(-1);
    if (last !== undefined && at >= last.from && at <= last.to + GAP) last.to = Math.max(last.to, at);
    else spans.push({ from: at, to: at });
    // Clocks that jump back and forth must not make the list long.
    if (spans.length > 1_000) spans = merged(spans);
  }
  const earliest = earliestStart(now) + 60 * MINUTE;
  const windows = merged(spans).map(({ from, to }) => ({
    start_time: Math.max(0, Math.floor(from) - BEFORE),
    // Not in the future, where messages still arrive; but always after the last request.
    end_time: Math.max(Math.min(Math.floor(to) + AFTER, Math.floor(now)), Math.floor(to) + 1),
  }));
  return {
    windows: windows
      .filter(({ end_time }) => end_time > earliest)
      .map(({ start_time, end_time }) => ({ start_time: Math.max(start_time, earliest), end_time })),
    tooOld: windows.some(({ start_time }) => start_time < earliest),
  };
}

function merged(spans: { from: number; to: number }[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.to + GAP) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}
