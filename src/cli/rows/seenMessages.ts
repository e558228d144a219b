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
  #highs = new Uint32Array(SMALLEST / 2);
  #lows = new Uint32Array(SMALLEST / 2);
  #lines = new Uint32Array(SMALLEST / 2);
  #size = 0;
  #high = 0;
  #low = 0;

  /** @returns the line of the first message with this number and text, `undefined` for the first one itself */
  add({ endpoint, message }: Pick<SmsMessage, "endpoint" | "message">, line: number): number | undefined {
    this.#high = 0xdeadbeef;
    this.#low = 0x41c6ce57;
    this.#mixNumber(endpoint);
    this.#mixText(message);
    this.#finish();
    if (this.#size === this.#highs.length) this.#grow();
    const slots = this.#slots;
    const last = slots.length - 1;
    let slot = this.#low & last;
    for (let entry = slots[slot] ?? 0; entry !== 0; entry = slots[slot] ?? 0) {
      if (this.#lows[entry - 1] === this.#low && this.#highs[entry - 1] === this.#high)
        return this.#lines[entry - 1];
      slot = (slot + 1) & last;
    }
    this.#highs[this.#size] = this.#high;
    this.#lows[this.#size] = this.#low;
    this.#lines[this.#size] = line;
    slots[slot] = ++this.#size;
    return undefined;
  }

  #mixNumber(endpoint: string): void {
    const quick = mainlandKey(endpoint);
    const number = quick === 0 ? numberKey(endpoint) : endpoint;
    const key = quick === 0 ? mainlandKey(number) : quick;
    if (key === 0) {
      this.#mixText(number);
      this.#mixUnits(number.length);
      return;
    }
    // With the digit beside it, no two numbers have one key.
    this.#mixUnits(key);
    this.#mixUnits(number.charCodeAt(number.length - SECOND));
  }

  #mixUnits(units: number): void {
    this.#high = Math.imul(this.#high ^ units, 2654435761);
    this.#low = Math.imul(this.#low ^ units, 1597334677);
    this.#high ^= this.#high >>> 15;
    this.#low ^= this.#low >>> 13;
  }

  /** Takes the characters into the hash, two at a time. */
  #mixText(text: string): void {
    let high = this.#high;
    let low = this.#low;
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
    this.#high = high;
    this.#low = low;
  }

  #finish(): void {
    const high = Math.imul(this.#high ^ (this.#high >>> 16), 2246822507);
    const low = Math.imul(this.#low ^ (this.#low >>> 16), 2246822507);
    this.#high = (high ^ Math.imul(this.#low ^ (this.#low >>> 13), 3266489909)) >>> 0;
    this.#low = (low ^ Math.imul(this.#high ^ (this.#high >>> 13), 3266489909)) >>> 0;
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

function twice(items: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(items.length * 2);
  grown.set(items);
  return grown;
}
