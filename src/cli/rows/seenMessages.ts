import type { SmsMessage } from "../../messages/types.js";
import { mainlandKey, numberKey } from "../../messages/phoneNumber.js";

/** Slots, a power of two. */
const SMALLEST = 1_024;
/** From the end of a mainland number: the second digit of those behind its country code. */
const SECOND = 10;

/**
 * Finds messages that have the number and text of an earlier one. It keeps 64 bits of each, so that two of some millions
 * may very rarely be taken for equal: enough for a notice, not for a decision. No text is made for it, and what is kept is
 * written one behind the other, with only its number in a slot: all messages of a file pass here.
 */
export class SeenMessages {
  /** The numbers of the entries, counted from 1, by their hash; 0 is a free slot. */
  #slots = new Uint32Array(SMALLEST);
  /** Both halves of the hash of each entry. */
  #highs = new Int32Array(SMALLEST / 2);
  #lows = new Int32Array(SMALLEST / 2);
  #lines = new Uint32Array(SMALLEST / 2);
  #size = 0;
  /** Both halves of the hash at hand. In fields, the engine would keep them as objects. */
  readonly #hash = new Int32Array(2);

  /** @returns the line of the first message with this number and text, `undefined` for the first one itself */
  add({ endpoint, message }: Pick<SmsMessage, "endpoint" | "message">, line: number): number | undefined {
    const hash = this.#hash;
    hash[0] = 0xdeadbeef;
    hash[1] = 0x41c6ce57;
    mixNumber(hash, endpoint);
    mixText(hash, message);
    finish(hash);
    const [high, low] = [hash[0], hash[1]];
    if (this.#size === this.#highs.length) this.#grow();
    const [slots, highs, lows] = [this.#slots, this.#highs, this.#lows];
    const last = slots.length - 1;
    let slot = low & last;
    for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
      if (lows[entry - 1] === low && highs[entry - 1] === high) return this.#lines[entry - 1];
      slot = (slot + 1) & last;
    }
    highs[this.#size] = high;
    lows[this.#size] = low;
    this.#lines[this.#size] = line;
    slots[slot] = ++this.#size;
    return undefined;
  }

  /** The entries stay where they are: only the slots are found anew. */
  #grow(): void {
    this.#highs = twice(this.#highs);
    this.#lows = twice(this.#lows);
    this.#lines = twice(this.#lines);
    const slots = new Uint32Array(this.#slots.length * 2);
    const last = slots.length - 1;
    for (let entry = 0; entry < this.#size; entry++) {
      let slot = (this.#lows[entry] ?? 0) & last;
      while (slots[slot] !== 0) slot = (slot + 1) & last;
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
  }
}

function twice<A extends Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(items: A): A {
  const grown = new (items.constructor as new (length: number) => A)(items.length * 2);
  grown.set(items);
  return grown;
}

function mixNumber(hash: Int32Array, endpoint: string): void {
  const quick = mainlandKey(endpoint);
  const number = quick === 0 ? numberKey(endpoint) : endpoint;
  const key = quick === 0 ? mainlandKey(number) : quick;
  if (key === 0) {
    mixText(hash, number);
    mixUnits(hash, number.length);
    return;
  }
  // With the digit beside it, no two numbers have one key.
  mixUnits(hash, key);
  mixUnits(hash, number.charCodeAt(number.length - SECOND));
}

function mixUnits(hash: Int32Array, units: number): void {
  const high = Math.imul((hash[0] ?? 0) ^ units, 2654435761);
  const low = Math.imul((hash[1] ?? 0) ^ units, 1597334677);
  hash[0] = high ^ (high >>> 15);
  hash[1] = low ^ (low >>> 13);
}

/** Takes the characters into the hash, two at a time. */
function mixText(hash: Int32Array, text: string): void {
  let high = hash[0] ?? 0;
  let low = hash[1] ?? 0;
  const { length } = text;
  let at = 0;
  for (; at + 1 < length; at += 2) {
    const units = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
    high = Math.imul(high ^ units, 2654435761);
    low = Math.imul(low ^ units, 1597334677);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  if (at < length) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  hash[0] = high;
  hash[1] = low;
}

function finish(hash: Int32Array): void {
  const [before = 0, other = 0] = [hash[0], hash[1]];
  const high =
    Math.imul(before ^ (before >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  hash[0] = high;
  hash[1] = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
}
