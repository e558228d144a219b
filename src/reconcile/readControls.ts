import type { AcceptedRecord, ReconcilableJournal, UnknownRecord } from "../journal/journal.js";
import { spansAround } from "./nearby.js";

/** Accepted inputs that are held at once: some 20 MB. */
const MOST = 100_000;

/**
 * The inputs that were accepted near the sendings of unknown ones, by index; where there are very many, an even
 * selection of them.
 *
 * @param most how many are held, at most
 */
export async function readControls(
  journal: ReconcilableJournal,
  records: readonly UnknownRecord[],
  most: number = MOST,
): Promise<Map<number, AcceptedRecord>> {
  const found = new Map<number, AcceptedRecord>();
  // A journal that knows none has nothing that vouches for its reports.
  if (journal.accepted === undefined) return found;
  let share = 1;
  const spans = spansAround(new Set(records.flatMap(({ attempts }) => attempts)));
  for await (const record of journal.accepted(spans)) {
    if (spread(record.index) % share !== 0) continue;
    found.set(record.index, record);
    if (found.size < most) continue;
    share *= 2;
    for (const index of found.keys()) if (spread(index) % share !== 0) found.delete(index);
  }
  return found;
}

/** An even selection must not go by the index itself: every second input may be one with another signature. */
function spread(index: number): number {
  return (Math.imul(index ^ (index >>> 15), 0x2c1b3c6d) >>> 8) & 0xffff;
}
