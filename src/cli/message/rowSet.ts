const FIRST_SIZE = 1_024;

/** A set of rows, in one bit for each row of the input. */
export class RowSet {
  #bits = new Uint8Array(FIRST_SIZE);

  add(index: number): void {
    const place = index >>> 3;
    if (place >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(place + 1, this.#bits.length * 2));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[place] = (this.#bits[place] ?? 0) | (1 << (index & 7));
  }

  has(index: number): boolean {
    return ((this.#bits[index >>> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }
}
