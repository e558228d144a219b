/** Items that were handed out and are still held, at most. */
const COMPACT_AT = 1_024;

/**
 * Hands what a run produces to the one consumer of its iteration, in order, with one promise for each `next`. The
 * run ends by `end` or `fail`; what is in the box is handed out first.
 */
export class Outbox<T> {
  #items: T[] = [];
  #head = 0;
  #ended = false;
  #error: unknown;
  #waiting: { resolve: (result: IteratorResult<T>) => void; reject: (error: unknown) => void }[] = [];
  #onDrained: (() => void) | undefined;

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Calls back, once, when the consumer has taken everything. */
  onceEmpty(callback: () => void): void {
    this.#onDrained = callback;
  }

  push(item: T): void {
    const consumer = this.#waiting.shift();
    if (consumer !== undefined) consumer.resolve({ value: item, done: false });
    else this.#items.push(item);
  }

  end(): void {
    this.#ended = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve({ value: undefined, done: true });
  }

  /** Ends the iteration with an exception, which is thrown once. */
  fail(error: unknown): void {
    const consumer = this.#waiting.shift();
    if (consumer === undefined) this.#error = { error };
    else consumer.reject(error);
    this.end();
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#head < this.#items.length) {
      const value = this.#items[this.#head++];
      if (this.#head === this.#items.length) this.#reset();
      else if (this.#head === COMPACT_AT) this.#compact();
      return Promise.resolve({ value: value as T, done: false });
    }
    if (this.#error !== undefined) {
      const { error } = this.#error as { error: unknown };
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Takes all that nobody came for. */
  takeRest(): T[] {
    const rest = this.#items.slice(this.#head);
    this.#reset();
    return rest;
  }

  /** A box that is never quite empty must not keep all that was ever in it. */
  #compact(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  #reset(): void {
    this.#items = [];
    this.#head = 0;
    const drained = this.#onDrained;
    this.#onDrained = undefined;
    drained?.();
  }
}
