const SMALLEST_SIZE = 1_024;
/** Spreads neighbouring numbers: 2^32 divided by the golden ratio. */
const SPREAD = 0x9e3779b1;

/**
 * A set of whole numbers from 1 to 2^31 - 1, for the keys of phone numbers, which come and go by the million: a `Set`
 * costs several times as much there. Open addressing with linear probing; it grows, and never shrinks.
 */
export class NumberSet {
  /** 0 marks a free place. */
  #slots = new Int32Array(SMALLEST_SIZE);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns whether the number is new */
  add(number: number): boolean {
    const slots = this.#slots;
    const place = find(slots, number);
    if (slots[place] === number) return false;
    slots[place] = number;
    if (++this.#size * 2 > slots.length) this.#grow();
    return true;
  }

  has(number: number): boolean {
    return this.#slots[find(this.#slots, number)] === number;
  }

  delete(number: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = find(slots, number);
    if (slots[hole] !== number) return;
    this.#size--;
    // What was pushed along by the number moves back, so that no free place stands before it.
    for (let place = (hole + 1) & mask; ; place = (place + 1) & mask) {
      const next = slots[place] ?? 0;
      if (next === 0) break;
      const home = homeOf(next, mask);
      if (((place - home) & mask) >= ((place - hole) & mask)) {
        slots[hole] = next;
        hole = place;
      }
    }
    slots[hole] = 0;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#size = 0;
  }

  #grow(): void {
    const grown = new Int32Array(this.#slots.length * 2);
    for (const number of this.#slots) if (number !== 0) grown[find(grown, number)] = number;
    this.#slots = grown;
  }
}

/** Where the number stands, or would stand. */
function find(slots: Int32Array, number: number): number {
  const mask = slots.length - 1;
  let place = homeOf(number, mask);
  for (;;) {
    const found = slots[place];
    if (found === number || found === 0) return place;
    place = (place + 1) & mask;
  }
}

function homeOf(number: number, mask: number): number {
  const hash = Math.imul(number, SPREAD);
  return (hash ^ (hash >>> 15)) & mask;
}
