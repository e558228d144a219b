/** A consumer that is waiting for an outcome. */
interface Waiter {
  readonly give: () => void;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Hands the outcomes of a run to the consumer of its iteration, in order: one by one, or in the batches they
 * came in. `end` or `fail` ends the iteration once the outbox is empty.
 */
export class Outbox<T> {
  #batches: (readonly T[])[] = [];
  /** Of the next item in the first batch. */
  #offset = 0;
  #size = 0;
  #hasEnded = false;
  /** The exception for the next consumer, thrown once. */
  #failure: { readonly error: unknown } | undefined;
  readonly #waiting: Waiter[] = [];
  #onEmpty: (() => void) | undefined;

  /** How many items wait for the consumer. */
  get size(): number {
    return this.#size;
  }

  /** Calls back, once, when the consumer has taken everything. */
  onceEmpty(callback: () => void): void {
    this.#onEmpty = callback;
  }

  push(items: readonly T[]): void {
    if (items.length === 0) return;
    this.#batches.push(items);
    this.#size += items.length;
    while (this.#size > 0 && this.#waiting.length > 0) this.#waiting.shift()?.give();
  }

  /** Replaces the items that wait for the consumer. */
  revise(change: (item: T) => T): void {
    this.#batches = this.#batches.map((batch) => batch.map(change));
  }

  end(): void {
    this.#hasEnded = true;
    for (const { end } of this.#waiting.splice(0)) end();
  }

  /** Ends the iteration with an exception. */
  fail(error: unknown): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#failure = { error };
    else waiter.fail(error);
    this.end();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return this.#serve(this.#takeOne);
  }

  /** The same, one batch (or the rest of it) at a time. */
  nextBatch(): Promise<IteratorResult<readonly T[], undefined>> {
    return this.#serve(this.#takeBatch);
  }

  /** Takes everything that is left. */
  takeRest(): T[] {
    const rest: T[] = [];
    while (this.#size > 0) for (const item of this.#takeBatch()) rest.push(item);
    this.#tellIfEmpty();
    return rest;
  }

  #serve<R>(take: () => R): Promise<IteratorResult<R, undefined>> {
    if (this.#size > 0) {
      const value = take();
      this.#tellIfEmpty();
      return Promise.resolve({ value, done: false });
    }
    if (this.#failure !== undefined) {
      const { error } = this.#failure;
      this.#failure = undefined;
      return Promise.reject(error);
    }
    if (this.#hasEnded) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) =>
      this.#waiting.push({
        give: () => resolve({ value: take(), done: false }),
        end: () => resolve({ value: undefined, done: true }),
        fail: reject,
      }),
    );
  }

  readonly #takeOne = (): T => {
    const batch = this.#batches[0] ?? [];
    const item = batch[this.#offset++] as T; // the outbox is not empty
    this.#size--;
    if (this.#offset === batch.length) {
      this.#batches.shift();
      this.#offset = 0;
    }
    return item;
  };

  readonly #takeBatch = (): readonly T[] => {
    const batch = this.#batches.shift() ?? [];
    const items = this.#offset === 0 ? batch : batch.slice(this.#offset);
    this.#offset = 0;
    this.#size -= items.length;
    return items;
  };

  #tellIfEmpty(): void {
    if (this.#size > 0) return;
    const callback = this.#onEmpty;
    this.#onEmpty = undefined;
    callback?.();
  }
}
