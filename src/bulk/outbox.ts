/** Items that came together; each is made when it is handed out. */
interface Lot<T> {
  readonly length: number;
  readonly make: (place: number) => T;
}

/**
 * Hands what a run produces to the one consumer of its iteration, in order, with one promise for each `next`. The
 * run ends by `end` or `fail`; what is in the box is handed out first.
 */
export class Outbox<T> {
  #lots: Lot<T>[] = [];
  /** Place of the next item in the first lot. */
  #place = 0;
  #size = 0;
  #ended = false;
  #error: unknown;
  #waiting: { resolve: (result: IteratorResult<T>) => void; reject: (error: unknown) => void }[] = [];
  #onDrained: (() => void) | undefined;

  get size(): number {
    return this.#size;
  }

  /** Calls back, once, when the consumer has taken everything. */
  onceEmpty(callback: () => void): void {
    this.#onDrained = callback;
  }

  /**
   * @param length how many items come
   * @param make makes the item of a place; called once for each, in order
   */
  push(length: number, make: (place: number) => T): void {
    if (length === 0) return;
    this.#lots.push({ length, make });
    this.#size += length;
    while (this.#waiting.length > 0 && this.#size > 0)
      this.#waiting.shift()?.resolve({ value: this.#take(), done: false });
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
    if (this.#size > 0) return Promise.resolve({ value: this.takeReady() as T, done: false });
    if (this.#error !== undefined) {
      const { error } = this.#error as { error: unknown };
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** The next item where one is there already, without a promise; otherwise `undefined`. */
  takeReady(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#take();
    if (this.#size === 0) this.#tellDrained();
    return item;
  }

  /** Takes all that nobody came for. */
  takeRest(): T[] {
    const rest = Array.from({ length: this.#size }, () => this.#take());
    this.#tellDrained();
    return rest;
  }

  /** Takes the first item; there must be one. */
  #take(): T {
    const { length, make } = this.#lots[0] as Lot<T>;
    const item = make(this.#place++);
    this.#size--;
    if (this.#place === length) {
      this.#lots.shift();
      this.#place = 0;
    }
    return item;
  }

  #tellDrained(): void {
    const drained = this.#onDrained;
    this.#onDrained = undefined;
    drained?.();
  }
}
