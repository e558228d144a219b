import { numberKey } from "../messages/phoneNumber.js";
import type { SmsMessage } from "../messages/types.js";

/**
 * How many inputs have a number and an `extend_code` of their own in common. The signature is left aside: few have
 * several.
 */
export class InputCodes {
  readonly #once = new Set<number>();
  readonly #more = new Map<number, number>();
  /** By number. */
  readonly #longest = new Map<number, number>();

  add({ endpoint, extend_code = "" }: SmsMessage): void {
    const key = numberKey(endpoint);
    const number = pairHash(key, "");
    this.#longest.set(number, Math.max(this.#longest.get(number) ?? 0, extend_code.length));
    const hash = pairHash(key, extend_code);
    if (this.#once.has(hash)) this.#more.set(hash, (this.#more.get(hash) ?? 1) + 1);
    else this.#once.add(hash);
  }

  /** @param key the number, as `numberKey` gives it */
  count(key: string, code: string): number {
    const hash = pairHash(key, code);
    return this.#more.get(hash) ?? (this.#once.has(hash) ? 1 : 0);
  }

  /** @returns the length of the longest code that an input with this number has, in characters; 0 without any */
  longest(key: string): number {
    return this.#longest.get(pairHash(key, "")) ?? 0;
  }
}

/** 52 bits: that two share one means no more than that an input stays unknown. */
export function pairHash(key: string, code: string): number {
  const text = `${key} ${code}`;
  let [high, low] = [0x811c9dc5, 0x9e3779b9];
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b) ^ (low >>> 13);
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}
