import { GrowingArray } from "../base/growingArray.js";
import type { IntendedRange } from "./journal.js";
import type { JournalLine } from "./journalLine.js";

/** The ranges of all intents of a journal that have digests, in twelve bytes each. */
export class IntendedRanges implements Iterable<IntendedRange> {
  readonly #numbers = new GrowingArray(Uint32Array);
  #length = 0;

  add({ indices, digests }: Pick<JournalLine, "indices" | "digests">): void {
    if (digests === undefined) return;
    for (const [offset, [first, last]] of indices.entries())
      for (const number of [first, last, digests[offset] ?? 0]) this.#numbers.set(this.#length++, number);
  }

  *[Symbol.iterator](): Iterator<IntendedRange> {
    for (let at = 0; at < this.#length; at += 3)
      yield {
        first: this.#numbers.get(at),
        last: this.#numbers.get(at + 1),
        digest: this.#numbers.get(at + 2),
      };
  }
}
