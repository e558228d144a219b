/** The inputs of a run: one by one, or many at a time. */
export type Inputs<T> =
  | { readonly each: Iterable<T> | AsyncIterable<T> }
  /** Every list that was read counts as taken: each of its inputs gets an outcome. */
  | { readonly batches: AsyncIterable<readonly T[]> };

export interface SourceOptions<T> {
  readonly inputs: Inputs<T>;
  /** Called when an input that had to be waited for is there, or the end is. */
  readonly woken: () => void;
  /** Called with an exception of the inputs; the source is done then. */
  readonly failed: (error: unknown) => void;
}

/**
 * Reads the inputs of a run on demand: inputs at hand at once, and from a stream with at most one read under way.
 * Inputs are numbered in order.
 */
export class Source<T> {
  readonly #options: SourceOptions<T>;
  /** Inputs that were read and not taken yet; a synchronous iterable is at hand from the start. */
  #atHand: Iterator<T>;
  readonly #stream: AsyncIterator<T | readonly T[]> | undefined;
  #isReading = false;
  #hasEnded = false;
  #index = 0;

  constructor(options: SourceOptions<T>) {
    this.#options = options;
    const { inputs } = options;
    this.#atHand = [][Symbol.iterator]();
    if ("batches" in inputs) this.#stream = inputs.batches[Symbol.asyncIterator]();
    else if (Symbol.asyncIterator in inputs.each) this.#stream = inputs.each[Symbol.asyncIterator]();
    else this.#atHand = inputs.each[Symbol.iterator]();
  }

  get isDone(): boolean {
    return this.#hasEnded && !this.#isReading;
  }

  get isAsync(): boolean {
    return this.#stream !== undefined;
  }

  /** Calls `take` while `wants` is true. If an input has to be waited for, it is requested, and `woken` follows. */
  pull(wants: () => boolean, take: (input: T, index: number) => void): void {
    try {
      while (!this.#hasEnded && wants()) {
        const next = checked(this.#atHand.next());
        if (next.done !== true) take(next.value, this.#index++);
        else if (this.#stream === undefined) this.#hasEnded = true;
        else {
          if (!this.#isReading) this.#read(this.#stream);
          return;
        }
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Calls `take` with inputs that were read from a stream and not taken: they need an outcome when a run stops. */
  takeRest(take: (input: T, index: number) => void): void {
    if (this.#stream === undefined) return;
    for (let next = this.#atHand.next(); next.done !== true; next = this.#atHand.next())
      take(next.value, this.#index++);
  }

  /** Closes the inputs, which runs their own clean-up. */
  async close(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#stream === undefined) this.#atHand.return?.();
    else if (this.#isReading)
      void this.#stream.return?.().catch(() => undefined); // may never settle if the stream waits for its next input
    else await this.#stream.return?.();
  }

  #read(stream: AsyncIterator<T | readonly T[]>): void {
    this.#isReading = true;
    try {
      Promise.resolve(stream.next()).then(this.#onResult, this.#onFailure);
    } catch (error) {
      this.#isReading = false;
      throw error;
    }
  }

  readonly #onResult = (result: IteratorResult<T | readonly T[]>): void => {
    this.#isReading = false;
    try {
      const next = checked(result);
      if (next.done === true) this.#hasEnded = true;
      // The option says which of the two a stream yields.
      else if ("batches" in this.#options.inputs)
        this.#atHand = (next.value as readonly T[])[Symbol.iterator]();
      else this.#atHand = [next.value as T][Symbol.iterator]();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#options.woken();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#isReading = false;
    this.#fail(error);
  };

  #fail(error: unknown): void {
    this.#hasEnded = true;
    this.#options.failed(error);
  }
}

function checked<R>(result: R): R {
  if (typeof result === "object" && result !== null) return result;
  throw new TypeError("The source of the inputs gave something that is not the result of an iterator.");
}
