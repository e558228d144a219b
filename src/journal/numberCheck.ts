import { GrowingArray } from "../base/growingArray.js";
import type { SmnError } from "../base/errors.js";
import { compactKey } from "../messages/phoneNumber.js";
import type { IntendedRange, Journal } from "./journal.js";
import { journalError } from "./journalErrors.js";
import { createNumberDigest } from "./numberDigest.js";

/**
 * Compares the inputs at hand with those of the earlier runs of a journal, by their numbers: a run that
 * resumes with other people at the recorded positions would send twice to some and never to others. `add` every input in
 * order, then call `end`. Memory grows by four bytes for each recorded input, and with the recorded ranges.
 */
export class NumberCheck {
  readonly #digestOf: (index: number, key: number | string) => number;
  /** By their last index. */
  readonly #ranges: readonly IntendedRange[];
  /** Sum of the digests of all inputs before each index. */
  readonly #sums = new GrowingArray(Uint32Array);
  /** How many inputs so far have no number. */
  readonly #gaps = new GrowingArray(Uint32Array);
  #compared = 0;
  #next = 0;

  /** The check for a journal; undefined for one that has nothing to compare. */
  static async of(journal: Pick<Journal, "runId" | "intended">): Promise<NumberCheck | undefined> {
    const ranges: IntendedRange[] = [];
    for await (const range of journal.intended?.() ?? []) {
      if (!isIntendedRange(range))
        throw journalError(
          "The journal's intended must yield ranges of inputs, with first, last and digest. Nothing was sent.",
          "failed",
        );
      ranges.push(range);
    }
    return ranges.length === 0 ? undefined : new NumberCheck(journal.runId, ranges);
  }

  constructor(runId: string, ranges: readonly IntendedRange[]) {
    this.#digestOf = createNumberDigest(runId);
    this.#ranges = [...ranges].sort((one, other) => one.last - other.last);
  }

  /** Whether all recorded ranges were compared. */
  get isDone(): boolean {
    return this.#compared === this.#ranges.length;
  }

  /**
   * Adds the next input.
   *
   * @param endpoint the number of its message; undefined where it has none
   * @returns an error (`journal`, `other_numbers`) that names the first range that differs; undefined if none does
   */
  add(endpoint: string | undefined): SmnError | undefined {
    const index = this.#next++;
    const digest = endpoint === undefined ? 0 : this.#digestOf(index, compactKey(endpoint));
    this.#sums.set(index + 1, this.#sums.get(index) + digest);
    this.#gaps.set(index + 1, this.#gaps.get(index) + (endpoint === undefined ? 1 : 0));
    for (
      let range = this.#ranges[this.#compared];
      range?.last === index;
      range = this.#ranges[this.#compared]
    ) {
      if (!this.#isSame(range)) return otherNumbers(range);
      this.#compared++;
    }
    return undefined;
  }

  /** Ends the inputs. Returns an error if recorded ones are missing. */
  end(): SmnError | undefined {
    const missing = this.#ranges[this.#compared];
    return missing === undefined ? undefined : otherNumbers(missing);
  }

  #isSame({ first, last, digest }: IntendedRange): boolean {
    const sum = (this.#sums.get(last + 1) - this.#sums.get(first)) >>> 0;
    return sum === digest && this.#gaps.get(last + 1) === this.#gaps.get(first);
  }
}

/** A journal that is not ours may yield anything. */
function isIntendedRange(value: unknown): value is IntendedRange {
  if (typeof value !== "object" || value === null) return false;
  const { first, last, digest } = value as Partial<Record<keyof IntendedRange, unknown>>;
  return isIndex(first) && isIndex(last) && first <= last && Number.isInteger(digest);
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function otherNumbers({ first, last }: IntendedRange): SmnError {
  const where = first === last ? `input ${first}` : `inputs ${first} to ${last}`;
  return journalError(
    `Other phone numbers are at ${where} (counted from 0) than when the journal was written, so its outcomes belong to ` +
      "other people. Use the same inputs in the same order; texts may be corrected. A run with a new journal sends " +
      "every message, also those that were sent already.",
    "other_numbers",
  );
}
