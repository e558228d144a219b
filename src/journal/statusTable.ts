import { GrowingArray } from "../base/growingArray.js";
import type { OutcomeStatus } from "../messages/outcome.js";

/** How an input ended; `intended` when its request was about to leave and no outcome was recorded. */
export type KnownStatus = OutcomeStatus | "intended";

export const STATUSES: readonly KnownStatus[] = [
  "intended",
  "accepted",
  "rejected",
  "invalid",
  "unsent",
  "unknown",
];
/** An index beyond this is damage, not an input. */
const LARGEST_INDEX = 2 ** 32;

/** The last status of every index, in one byte each. */
export class StatusTable {
  /** One more than the offset in `STATUSES`; 0 for an index without a record. */
  readonly #codes = new GrowingArray(Uint8Array);

  set(index: number, status: KnownStatus): void {
    if (index >= LARGEST_INDEX) throw new RangeError("index out of range");
    this.#codes.set(index, STATUSES.indexOf(status) + 1);
  }

  get(index: number): KnownStatus | undefined {
    return STATUSES[this.#codes.get(index) - 1];
  }

  counts(): Record<KnownStatus, number> {
    const totals = new Array<number>(STATUSES.length + 1).fill(0);
    for (const code of this.#codes.all()) totals[code] = (totals[code] ?? 0) + 1;
    const counts = STATUSES.map((status, offset) => [status, totals[offset + 1] ?? 0] as const);
    // `fromEntries` forgets that every status has its entry.
    return Object.fromEntries(counts) as Record<KnownStatus, number>;
  }
}
