import { fnv1a } from "../base/fnv1a.js";
import { GrowingArray } from "../base/growingArray.js";
import { createTokens, tokenStart } from "../journal/correlationToken.js";

/** A code cut off to fewer characters may be anybody's. */
export const LEAST_LENGTH = 4;

/**
 * Finds codes in reports that cannot be right: tokens of a run that are reported with the number of another input, are
 * cut off, or were otherwise changed. Such a report may belong to any message to its number. Memory grows by four bytes
 * for each input.
 */
export class StrayCodes {
  readonly #tokenOf: (index: number) => string;
  /** The beginning of all tokens of the run. */
  readonly #start: string;
  readonly #numbers = new GrowingArray(Uint32Array);
  #length = 0;

  constructor(runId: string) {
    this.#tokenOf = createTokens(runId);
    this.#start = tokenStart(runId);
  }

  /** The number of inputs added. */
  get inputs(): number {
    return this.#length;
  }

  /** Adds the number of the next input, as `numberKey` returns it. */
  addNumber(key: string): void {
    this.#numbers.set(this.#length++, fnv1a(key));
  }

  /** Whether this is exactly the token of an input, whichever. */
  isToken(code: string): boolean {
    if (!code.startsWith(this.#start)) return false;
    const index = parseInt(code.slice(this.#start.length), 36);
    return Number.isSafeInteger(index) && this.#tokenOf(index) === code;
  }

  /** @param keys the number that the code was reported with, in the ways that it may be read */
  isStray(code: string, keys: ReadonlySet<string>): boolean {
    const lower = code.toLowerCase();
    const isLike =
      lower.startsWith(this.#start) || (lower.length >= LEAST_LENGTH && this.#start.startsWith(lower));
    if (!isLike) return false;
    if (!this.isToken(code)) return true;
    const index = parseInt(code.slice(this.#start.length), 36);
    // The numbers of inputs that were not read are not known.
    return index < this.#length && ![...keys].some((key) => fnv1a(key) === this.#numbers.get(index));
  }
}
