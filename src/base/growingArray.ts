/** A typed array of unsigned numbers that grows by doubling. Items that were never set are 0. */
export class GrowingArray<A extends Uint8Array | Uint32Array> {
  readonly #create: new (length: number) => A;
  #items: A;

  /** @param create `Uint8Array` or `Uint32Array` */
  constructor(create: new (length: number) => A) {
    this.#create = create;
    this.#items = new create(1_024);
  }

  get(index: number): number {
    return this.#items[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#items.length) {
      const grown = new this.#create(Math.max(index + 1, this.#items.length * 2));
      grown.set(this.#items);
      this.#items = grown;
    }
    this.#items[index] = value;
  }

  /** All items so far, and zeros behind them. */
  all(): A {
    return this.#items;
  }
}
