import type { SmsMessage } from "../../messages/types.js";
import { numberKey } from "../../messages/phoneNumber.js";

const SMALLEST = 1_024;

/**
 * Finds messages that have the number and text of an earlier one. It keeps 53 bits of each, so that two of some millions
 * may very rarely be taken for equal: enough for a notice, not for a decision.
 */
export class SeenMessages {
  #hashes = new Float64Array(SMALLEST);
  #lines = new Uint32Array(SMALLEST);
  #size = 0;

  /** @returns the line of the first message with this number and text, `undefined` for the first one itself */
  add({ endpoint, message }: SmsMessage, line: number): number | undefined {
    if (this.#size * 2 >= this.#hashes.length) this.#grow();
    const hash = hashOf(`${numberKey(endpoint)}\n${message}`);
    const slot = slotOf(this.#hashes, hash);
    if (this.#hashes[slot] === hash) return this.#lines[slot];
    this.#hashes[slot] = hash;
    this.#lines[slot] = line;
    this.#size++;
    return undefined;
  }

  #grow(): void {
    const [hashes, lines] = [this.#hashes, this.#lines];
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#lines = new Uint32Array(hashes.length * 2);
    for (let old = 0; old < hashes.length; old++) {
      const hash = hashes[old] ?? 0;
      if (hash === 0) continue;
      const slot = slotOf(this.#hashes, hash);
      this.#hashes[slot] = hash;
      this.#lines[slot] = lines[old] ?? 0;
    }
  }
}

/** The slot of a hash, or the free one where it belongs. */
function slotOf(hashes: Float64Array, hash: number): number {
  let slot = hash % hashes.length;
  while (hashes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) % hashes.length;
  return slot;
}

/** 53 bits, never 0 (cyrb53). */
function hashOf(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0) || 1;
}
