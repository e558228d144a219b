/** What an asynchronous iterator gives, and what some give where they have the result at hand: the result itself. */
type Given<T> = Promise<IteratorResult<T, undefined>> | IteratorResult<T, undefined>;

/** What a source does with what it reads; see `pull`. */
interface Reader<T> {
  wants: () => boolean;
  take: (input: T, index: number) => void;
  woken: () => void;
  failed: (error: unknown) => void;
}

/**
 * Reads the inputs of a run, one at a time, without waiting where that is not needed: a synchronous iterable is
 * pulled synchronously, and of an asynchronous one at most one read is under way.
 */
export class Source<T> {
  readonly #sync: Iterator<T> | undefined;
  readonly #async: AsyncIterator<T> | undefined;
  #reading = false;
  #done = false;
  #index = 0;
  /** Of the last `pull`. Reads of a stream find it here: they need no functions of their own for each input. */
  #reader: Reader<T> | undefined;

  constructor(inputs: Iterable<T> | AsyncIterable<T>) {
    if (Symbol.asyncIterator in inputs) this.#async = inputs[Symbol.asyncIterator]();
    else this.#sync = inputs[Symbol.iterator]();
  }

  get isDone(): boolean {
    return this.#done && !this.#reading;
  }

  get isAsync(): boolean {
    return this.#async !== undefined;
  }

  /**
   * Feeds `take` while `wants` says so. Where an input has to be waited for it returns at once and calls `woken`
   * when the input is there and was taken. An exception of the source goes to `failed`, and the source is done.
   */
  pull(
    wants: () => boolean,
    take: (input: T, index: number) => void,
    woken: () => void,
    failed: (error: unknown) => void,
  ): void {
    if (this.#sync !== undefined) this.#pullSync(this.#sync, wants, take, failed);
    else if (!this.#reading) {
      this.#reader = { wants, take, woken, failed };
      this.#readOn(this.#reader);
    }
  }

  /** Lets go of the inputs; the source's own clean-up runs. */
  async close(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    if (this.#sync !== undefined) this.#sync.return?.();
    else if (this.#reading)
      void this.#async?.return?.().catch(() => undefined); // it may wait for ever for its next input
    else await this.#async?.return?.();
  }

  #pullSync(
    iterator: Iterator<T>,
    wants: () => boolean,
    take: (input: T, index: number) => void,
    failed: (error: unknown) => void,
  ): void {
    try {
      while (!this.#done && wants()) {
        const { done, value } = checked(iterator.next() as IteratorResult<T, undefined>);
        if (done) this.#done = true;
        else take(value, this.#index++);
      }
    } catch (error) {
      this.#done = true;
      failed(error);
    }
  }

  #readOn(reader: Reader<T>): void {
    try {
      while (!this.#done && reader.wants()) {
        this.#reading = true;
        // What is no result, or resolves to none, is a broken source like one that throws.
        const next = checked(this.#async?.next() as Given<T>);
        if ("then" in next) {
          Promise.resolve(next).then(this.#onResult, this.#onFailure);
          return;
        }
        // Many sources have most inputs at hand: a promise for each of them would cost more than the input.
        this.#accept(next, reader);
      }
    } catch (error) {
      this.#onFailure(error);
    }
  }

  readonly #onResult = (result: IteratorResult<T, undefined>): void => {
    const reader = this.#reader as Reader<T>;
    try {
      this.#accept(checked(result), reader);
    } catch (error) {
      this.#onFailure(error);
      return;
    }
    // Reading on from here saves a turn of the caller's loop for every input.
    this.#readOn(reader);
    if (!this.#reading) reader.woken();
  };

  #accept({ done, value }: IteratorResult<T, undefined>, reader: Reader<T>): void {
    this.#reading = false;
    if (done) this.#done = true;
    else reader.take(value, this.#index++); // also of a stopped run: what was taken from the source is accounted for
  }

  readonly #onFailure = (error: unknown): void => {
    this.#reading = false;
    this.#done = true;
    this.#reader?.failed(error);
  };
}

function checked<R>(result: R): R {
  if (typeof result === "object" && result !== null) return result;
  throw new TypeError("The source of the inputs gave something that is not the result of an iterator.");
}
