import { quotes } from "../base/scrub.js";
import { IdRuns } from "./idRuns.js";
import { isDigit } from "./isDigit.js";
import { isPlausibleNumber } from "./phoneNumber.js";
import { DIGITS, DIGITS_OF_USUAL, type SentMessages } from "./sentMessages.js";
import { ID_LENGTH, isUsualId } from "./usualId.js";

const SHAPE = /^[\w.:-]{1,128}$/;

/** What the answer to a request may quote of it, and must not be shown: read once for all that the answer says. */
export class Quotations {
  readonly #keys: readonly string[];
  readonly #messages: SentMessages;
  #secrets: readonly string[] | undefined;
  #digits: readonly string[] | undefined;
  #ends: ReadonlySet<string> | undefined;
  #runsOfKeys: IdRuns | undefined;

  /** @param keys keys and tokens of the request */
  constructor(keys: readonly string[], messages: SentMessages) {
    this.#keys = keys;
    this.#messages = messages;
  }

  /** Keys, tokens and texts. */
  get secrets(): readonly string[] {
    return (this.#secrets ??= [...this.#keys, ...this.#messages.texts]);
  }

  /** An id as it is, if it looks like one and quotes nothing. */
  plainId(value: unknown): string | undefined {
    if (typeof value !== "string" || !SHAPE.test(value) || isPlausibleNumber(value)) return undefined;
    const isQuoting = isUsualId(value)
      ? this.areInUsual(value)
      : quotes(value, this.secrets) || quotes(value, this.#digitsOfNumbers(), DIGITS);
    return isQuoting ? undefined : value;
  }

  /** Whether an id of the usual form has a part of a text or key, or the end of a number. */
  areInUsual(id: string): boolean {
    return this.#messages.runs.areIn(id) || this.#ofKeys().areIn(id) || this.#isNumberIn(id);
  }

  #ofKeys(): IdRuns {
    if (this.#runsOfKeys === undefined) {
      this.#runsOfKeys = new IdRuns();
      for (const key of this.#keys) this.#runsOfKeys.add(key);
    }
    return this.#runsOfKeys;
  }

  #isNumberIn(id: string): boolean {
    const plain = id.length === ID_LENGTH ? id : id.replaceAll("-", "");
    const least = this.#messages.shortest;
    // A run of as many digits has one at least at these places.
    for (let at = least - 1; at < plain.length; at += least) {
      if (!isDigit(plain, at)) continue;
      let from = at;
      // Within bounds: once asked for a character that is not there, the engine looks up all others the slow way.
      while (from > 0 && isDigit(plain, from - 1)) from--;
      while (at + 1 < plain.length && isDigit(plain, at + 1)) at++;
      for (; from + least <= at + 1; from++)
        for (let end = from + least; end <= Math.min(at + 1, from + DIGITS_OF_USUAL); end++)
          if (this.#endsOfNumbers().has(plain.slice(from, end))) return true;
    }
    return false;
  }

  #endsOfNumbers(): ReadonlySet<string> {
    return (this.#ends ??= new Set(
      this.#digitsOfNumbers()
        .filter((digits) => digits.length >= DIGITS)
        .map((digits) => digits.slice(-DIGITS_OF_USUAL)),
    ));
  }

  #digitsOfNumbers(): readonly string[] {
    return (this.#digits ??= this.#messages.endpoints.map((endpoint) => endpoint.replace(/\D/g, "")));
  }
}
