import { scrub } from "../../base/scrub.js";
import { readOrderedBatches } from "../../journal/readJournalInOrder.js";
import type { ReasonCount } from "./runPicture.js";

/** Different reasons that are kept apart. */
const MOST = 25;

/** Counts why the rows of a journal have their outcomes, the most frequent reason first. */
export async function countReasons(journalPath: string): Promise<ReasonCount[]> {
  const counts = new Map<string, { status: string; code: string; reason: string; count: number }>();
  for await (const batch of readOrderedBatches(journalPath)) {
    for (const { status, code = "", reason = "" } of batch) {
      if (status === "accepted") continue;
      const key = JSON.stringify([status, code, reason]);
      const known = counts.get(key);
      if (known !== undefined) known.count++;
      else if (counts.size < MOST * 40) counts.set(key, { status, code, reason: scrub(reason), count: 1 });
    }
  }
  const sorted = [...counts.values()].sort((a, b) => b.count - a.count);
  const rest = sorted.slice(MOST).reduce((sum, { count }) => sum + count, 0);
  const others = { status: "", code: "", reason: "other reasons", count: rest };
  return [...sorted.slice(0, MOST), ...(rest > 0 ? [others] : [])];
}
