import type { OutcomeStatus } from "../messages/outcome.js";

/** How an input ended; `intended` when its request was about to leave and no outcome was recorded. */
export type KnownStatus = OutcomeStatus | "intended";

const STATUSES: readonly KnownStatus[] = ["intended", "accepted", "rejected", "invalid", "unsent", "unknown"];
/** An index beyond this is damage, not an input. */
const LARGEST_INDEX = 2 ** 32;

/** The last status of every index, in one byte each. */
export class StatusTable {
  #codes = new Uint8Array(1_024);

  set(index: number, status: KnownStatus): void {
    if (index >= LARGEST_INDEX) throw new RangeError("index out of range");
    if (index >= this.#codes.length) {
      const grown = new Uint8Array(Math.max(index + 1, this.#codes.length * 2));
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#codes[index] = STATUSES.indexOf(status) + 1;
  }

  get(index: number): KnownStatus | undefined {
    const code = this.#codes[index] ?? 0;
    return code === 0 ? undefined : STATUSES[code - 1];
  }

  counts(): Record<KnownStatus, number> {
    const totals = new Array<number>(STATUSES.length + 1).fill(0);
    for (const code of this.#codes) totals[code] = (totals[code] ?? 0) + 1;
    return Object.fromEntries(STATUSES.map((status, place) => [status, totals[place + 1] ?? 0])) as Record<
      KnownStatus,
      number
    >;
  }
}
