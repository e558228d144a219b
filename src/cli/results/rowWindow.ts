const SMALLEST_SIZE = 1_024;

/** Keeps something of each row from when the row is read until its line is made; rows come in order. */
export class RowWindow<T extends string | object> {
  /** By the last bits of the row's index. */
  #slots = new Array<T | undefined>(SMALLEST_SIZE).fill(undefined);
  /** Index of the next row. */
  #next = 0;

  /** Keeps this of the next row. */
  add(kept: T): void {
    if (this.#slots[this.#slotOf(this.#next)] !== undefined) this.#grow();
    this.#slots[this.#slotOf(this.#next++)] = kept;
  }

  /** Lets go of a row. @returns what was kept of it, `undefined` for a row that was not there, or has gone */
  take(index: number): T | undefined {
    if (index >= this.#next || index < this.#next - this.#slots.length) return undefined;
    const slot = this.#slotOf(index);
    const kept = this.#slots[slot];
    this.#slots[slot] = undefined;
    return kept;
  }

  clear(): void {
    this.#slots.fill(undefined);
  }

  #slotOf(index: number): number {
    return index & (this.#slots.length - 1);
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Array<T | undefined>(old.length * 2).fill(undefined);
    for (let index = this.#next - old.length; index < this.#next; index++)
      this.#slots[this.#slotOf(index)] = old[index & (old.length - 1)];
  }
}
