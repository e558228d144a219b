import { quotes } from "../base/scrub.js";
import type { SentMessage } from "./checkedMessage.js";
import { IdRuns } from "./idRuns.js";
import { isPlausibleNumber } from "./phoneNumber.js";
import { isUsualId } from "./usualId.js";

const SHAPE = /^[\w.:-]{1,128}$/;
/** So many digits in a row may be a phone number. */
const DIGITS = 7;
/** An id of the usual form has runs of digits as well: there it is a number's own end that counts. */
const DIGITS_OF_USUAL = 10;

/** What the answer to a request may quote of it, and must not be shown: read once for all that the answer says. */
export class Quotations {
  readonly #keys: readonly string[];
  readonly #messages: readonly SentMessage[];
  #secrets: readonly string[] | undefined;
  #digits: readonly string[] | undefined;
  #ends: ReadonlySet<string> | undefined;
  #runs: IdRuns | undefined;
  #shortest = 0;

  /** @param keys keys and tokens of the request */
  constructor(keys: readonly string[], messages: readonly SentMessage[]) {
    this.#keys = keys;
    this.#messages = messages;
  }

  /** Keys, tokens and texts. */
  get secrets(): readonly string[] {
    return (this.#secrets ??= [...this.#keys, ...this.#messages.map(({ message }) => message)]);
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
    return (this.#runs ??= this.#read()).areIn(id) || this.#isNumberIn(id);
  }

  /** Every message passes here, and hardly one has what an id could quote. */
  #read(): IdRuns {
    const runs = new IdRuns();
    for (const key of this.#keys) runs.add(key);
    this.#shortest = DIGITS_OF_USUAL;
    for (const { endpoint, message } of this.#messages) {
      runs.add(message);
      const digits = countDigits(endpoint);
      if (digits >= DIGITS && digits < this.#shortest) this.#shortest = digits;
    }
    return runs;
  }

  #isNumberIn(id: string): boolean {
    const plain = id.includes("-") ? id.replaceAll("-", "") : id;
    const least = this.#shortest;
    // A run of as many digits has one at least at these places.
    for (let at = least - 1; at < plain.length; at += least) {
      if (!isDigit(plain, at)) continue;
      let from = at;
      while (isDigit(plain, from - 1)) from--;
      while (isDigit(plain, at + 1)) at++;
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
    return (this.#digits ??= this.#messages.map(({ endpoint }) => endpoint.replace(/\D/g, "")));
  }
}

function countDigits(text: string): number {
  let digits = 0;
  for (let at = 0; at < text.length; at++) if (isDigit(text, at)) digits++;
  return digits;
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 48 && unit <= 57;
}
