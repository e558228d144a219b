import type { SmsMessage } from "../../messages/types.js";
import { mainlandKey, numberKey } from "../../messages/phoneNumber.js";

/** Slots, a power of two. */
const SMALLEST = 1_024;
/** Both halves of the hash, and the line. */
const WIDTH = 3;
/** Digits of a mainland number without its country code. */
const MAINLAND = 11;

/**
 * Finds messages that have the number and text of an earlier one. It keeps 64 bits of each, so that two of some millions
 * may very rarely be taken for equal: enough for a notice, not for a decision. No text is made for it, and every slot is
 * in one place: all messages of a file pass here.
 */
export class SeenMessages {
  #slots = new Uint32Array(SMALLEST * WIDTH);
  #capacity = SMALLEST;
  #size = 0;
  #high = 0;
  #low = 0;

  /** @returns the line of the first message with this number and text, `undefined` for the first one itself */
  add({ endpoint, message }: Pick<SmsMessage, "endpoint" | "message">, line: number): number | undefined {
    if (this.#size * 2 >= this.#capacity) this.#grow();
    this.#high = 0xdeadbeef;
    this.#low = 0x41c6ce57;
    if (mainlandKey(endpoint) === 0) this.#mix(numberKey(endpoint), 0);
    else this.#mix(endpoint, endpoint.length - MAINLAND);
    this.#mix("\n", 0);
    this.#mix(message, 0);
    this.#finish();
    const at = slotOf(this.#slots, this.#capacity, this.#high, this.#low);
    if (this.#slots[at + 1] !== 0) return this.#slots[at + 2];
    this.#slots[at] = this.#high;
    this.#slots[at + 1] = this.#low;
    this.#slots[at + 2] = line;
    this.#size++;
    return undefined;
  }

  /** Takes the characters from here on into the hash (cyrb53). */
  #mix(text: string, from: number): void {
    let high = this.#high;
    let low = this.#low;
    for (let at = from; at < text.length; at++) {
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
    // 0 is a free slot.
    this.#low = (low ^ Math.imul(this.#high ^ (this.#high >>> 13), 3266489909)) >>> 0 || 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity *= 2;
    this.#slots = new Uint32Array(this.#capacity * WIDTH);
    for (let from = 0; from < old.length; from += WIDTH) {
      const [high = 0, low = 0, line = 0] = [old[from], old[from + 1], old[from + 2]];
      if (low === 0) continue;
      const at = slotOf(this.#slots, this.#capacity, high, low);
      this.#slots[at] = high;
      this.#slots[at + 1] = low;
      this.#slots[at + 2] = line;
    }
  }
}

/** Where a hash is, or would be. */
function slotOf(slots: Uint32Array, capacity: number, high: number, low: number): number {
  let slot = low & (capacity - 1);
  for (;;) {
    const at = slot * WIDTH;
    if (slots[at + 1] === 0 || (slots[at + 1] === low && slots[at] === high)) return at;
    slot = (slot + 1) & (capacity - 1);
  }
}
