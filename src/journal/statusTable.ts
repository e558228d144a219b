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
const STATUS_BITS = 0x07;
/** Set where an earlier sending ended unknown, and nothing was found out about it since. */
const DOUBT_BIT = 0x08;
/** By their codes. An element 0, as the engine looks up a negative index by its name. */
const BY_CODE: readonly (KnownStatus | undefined)[] = [undefined, ...STATUSES];
/** One more than the offset in `STATUSES`. */
const CODES = Object.freeze(
  Object.fromEntries(STATUSES.map((status, offset) => [status, offset + 1])),
) as Readonly<Record<KnownStatus, number>>;
/** What says something about the last sending only. */
const REFUSED: ReadonlySet<number> = new Set([CODES.rejected, CODES.invalid]);

/** The last status of every index, in one byte each. */
export class StatusTable {
  /** The lower bits are one more than the offset in `STATUSES`, or 0 for an index of which nothing is known. */
  readonly #codes = new GrowingArray(Uint8Array);

  set(index: number, status: KnownStatus): void {
    if (index >= LARGEST_INDEX) throw new RangeError("index out of range");
    const isDecided = status === "accepted" || status === "unsent";
    const doubt = status === "unknown" ? DOUBT_BIT : isDecided ? 0 : this.#codes.get(index) & DOUBT_BIT;
    this.#codes.set(index, CODES[status] | doubt);
  }

  /** The last status that was recorded. */
  get(index: number): KnownStatus | undefined {
    return BY_CODE[this.#codes.get(index) & STATUS_BITS];
  }

  /**
   * What is known of an input. One of which an earlier sending may have been taken is `unknown`, whatever refused it
   * since.
   */
  known(index: number): KnownStatus | undefined {
    return BY_CODE[knownOf(this.#codes.get(index))];
  }

  /** Whether an earlier sending may have been taken, whatever became of later ones. */
  isDoubtful(index: number): boolean {
    return (this.#codes.get(index) & DOUBT_BIT) !== 0;
  }

  /** Says that no run is under way: what is `intended` was sent, or not. */
  endRun(): void {
    const codes = this.#codes.all();
    const { intended } = CODES;
    for (let index = 0; index < codes.length; index++)
      if (((codes[index] ?? 0) & STATUS_BITS) === intended) codes[index] = intended | DOUBT_BIT;
  }

  counts(): Record<KnownStatus, number> {
    const totals: number[] = [];
    for (const code of this.#codes.all()) {
      const status = knownOf(code);
      totals[status] = (totals[status] ?? 0) + 1;
    }
    const counts = STATUSES.map((status, offset) => [status, totals[offset + 1] ?? 0] as const);
    // `fromEntries` forgets that every status has its entry.
    return Object.fromEntries(counts) as Record<KnownStatus, number>;
  }
}

/** The status of a code, as `STATUSES` has it, plus one. */
function knownOf(code: number): number {
  const status = code & STATUS_BITS;
  return (code & DOUBT_BIT) !== 0 && REFUSED.has(status) ? CODES.unknown : status;
}
