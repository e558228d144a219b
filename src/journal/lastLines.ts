/** The last line in which each index stands, in four bytes each. */
export class LastLines {
  #lines = new Uint32Array(1_024);

  set(index: number, ordinal: number): void {
    if (index >= this.#lines.length) {
      const grown = new Uint32Array(Math.max(index + 1, this.#lines.length * 2));
      grown.set(this.#lines);
      this.#lines = grown;
    }
    this.#lines[index] = ordinal;
  }

  get(index: number): number | undefined {
    return this.#lines[index];
  }
}
