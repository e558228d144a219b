const SMALLEST = 1_024;
/** Ids as the service makes them. */
const USUAL = /^[0-9a-f]{32}$/;

/**
 * Ids by the million, each with its index: how many were added before it. An id of 32 hex digits takes some 30 bytes,
 * a third of what it takes in a `Map`; ids of other forms are kept as they are.
 */
export class IdTable {
  /** Four words for each index. */
  #keys = new Uint32Array(SMALLEST * 4);
  /** Open addressing with linear probing: index + 1, 0 where it is free. */
  #slots = new Uint32Array(SMALLEST * 2);
  #unusual = new Map<string, number>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns whether the id is new */
  add(id: string): boolean {
    if (!USUAL.test(id)) {
      if (this.#unusual.has(id)) return false;
      this.#unusual.set(id, this.#take());
      return true;
    }
    const key = keyOf(id);
    const slot = this.#find(key);
    if (this.#slots[slot] !== 0) return false;
    const index = this.#take();
    this.#keys.set(key, index * 4);
    // Growing may have moved the free slot.
    this.#slots[this.#find(key)] = index + 1;
    return true;
  }

  has(id: string): boolean {
    return this.indexOf(id) !== undefined;
  }

  /** The index of an id, `undefined` when it was never added. */
  indexOf(id: string): number | undefined {
    if (!USUAL.test(id)) return this.#unusual.get(id);
    const found = this.#slots[this.#find(keyOf(id))] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  #take(): number {
    if ((this.#size + 1) * 2 > this.#slots.length) this.#grow();
    return this.#size++;
  }

  #grow(): void {
    const keys = new Uint32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    const old = this.#slots;
    this.#keys = keys;
    this.#slots = new Uint32Array(old.length * 2);
    for (const taken of old)
      if (taken !== 0) this.#slots[this.#find(keys.subarray((taken - 1) * 4, taken * 4))] = taken;
  }

  /** The slot of the key, or the free slot for it. */
  #find(key: Key): number {
    const mask = this.#slots.length - 1;
    const [a = 0, b = 0, c = 0, d = 0] = key;
    let slot = Math.imul(a ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ d, 0x9e3779b1);
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const taken = this.#slots[slot] ?? 0;
      const at = (taken - 1) * 4;
      const keys = this.#keys;
      if (taken === 0) return slot;
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) return slot;
      slot = (slot + 1) & mask;
    }
  }
}

type Key = ArrayLike<number> & Iterable<number>;

function keyOf(id: string): number[] {
  return [0, 8, 16, 24].map((start) => Number.parseInt(id.slice(start, start + 8), 16));
}
