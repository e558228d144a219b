import type { CheckedMessage } from "./checkedMessage.js";
import { IdRuns } from "./idRuns.js";
import { countDigits } from "./isDigit.js";

/** So many digits in a row may be a phone number. */
export const DIGITS = 7;
/** An id of the usual form has runs of digits as well: there it is a number's own end that counts. */
export const DIGITS_OF_USUAL = 10;

/**
 * What is kept of the messages of a request until its answer is there: that by which a result is matched to its message,
 * and what the answer may quote. Lists, for the reason that `Batch` has.
 */
export class SentMessages {
  readonly endpoints: string[];
  readonly texts: string[];
  /** What an id could quote of the texts: looked for while a text is in the processor's cache. */
  readonly runs: IdRuns = new IdRuns();
  /** How many digits the shortest number has, up to those that count in an id of the usual form. */
  shortest: number = DIGITS_OF_USUAL;
  #length = 0;

  /** @param most how many messages there will be: lists that grow leave several times their size behind */
  constructor(most = 0) {
    this.endpoints = new Array<string>(most);
    this.texts = new Array<string>(most);
  }

  static of(
    messages: readonly (Pick<CheckedMessage, "endpoint" | "message"> & { key?: unknown })[],
  ): SentMessages {
    const all = new SentMessages(messages.length);
    for (const { endpoint, message, key } of messages) all.add(endpoint, message, key);
    return all.close();
  }

  get length(): number {
    return this.#length;
  }

  /** @param key see `compactKey`: a number's digits need not be counted where it is a mainland number's */
  add(endpoint: string, text: string, key?: unknown): void {
    const offset = this.#length++;
    this.endpoints[offset] = endpoint;
    this.texts[offset] = text;
    this.runs.add(text);
    if (typeof key === "number") return;
    const digits = countDigits(endpoint);
    if (digits >= DIGITS && digits < this.shortest) this.shortest = digits;
  }

  /** Ends the lists where the messages end; none is added afterwards. */
  close(): this {
    this.endpoints.length = this.#length;
    this.texts.length = this.#length;
    return this;
  }
}
