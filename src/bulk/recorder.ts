import { createOutcome, type Disposition, type Outcome } from "../messages/outcome.js";
import type { Journal } from "./journal.js";
import { Outbox } from "./outbox.js";
import { journalFailed } from "./stopErrors.js";

/** An input with its outcome. */
export interface Settled<T> {
  readonly index: number;
  readonly input: T;
  readonly disposition: Disposition;
}

export interface RecorderOptions<T> {
  journal: Journal | undefined;
  onUndelivered: ((outcome: Outcome<T>) => void) | undefined;
  /** Called when outcomes have been written down and handed out. */
  recorded: () => void;
  /** Called when the journal cannot be written. Outcomes are handed out nevertheless. */
  failed: (error: unknown) => void;
}

/** Writes outcomes down, then hands them out: an outcome that was seen is never lost by a crash. */
export class Recorder<T> {
  readonly outbox: Outbox<Outcome<T>> = new Outbox<Outcome<T>>();
  readonly #options: RecorderOptions<T>;
  /** Outcomes that needed no request, collected until `flush`. */
  #decided: Settled<T>[] = [];
  /** Outcomes that are being written down. */
  #recording = 0;
  #journalBroken = false;
  #closed = false;

  constructor(options: RecorderOptions<T>) {
    this.#options = options;
  }

  /** Outcomes that wait for the consumer. */
  get backlog(): number {
    return this.outbox.size + this.#decided.length;
  }

  /** Outcomes that wait for the journal. */
  get recording(): number {
    return this.#recording;
  }

  get isIdle(): boolean {
    return this.#recording === 0 && this.#decided.length === 0;
  }

  decide(index: number, input: T, disposition: Disposition): void {
    this.#decided.push({ index, input, disposition });
    if (this.#closed) this.flush();
  }

  /** @returns whether there were outcomes that were handed out at once */
  flush(): boolean {
    if (this.#decided.length === 0) return false;
    const decided = this.#decided;
    this.#decided = [];
    return this.record(decided);
  }

  /** @returns whether they were handed out at once; otherwise `recorded` follows */
  record(settled: Settled<T>[]): boolean {
    const { journal, recorded } = this.#options;
    if (journal === undefined || this.#journalBroken) {
      this.#deliver(settled);
      return true;
    }
    this.#recording += settled.length;
    void this.#write(journal, settled).then(() => {
      this.#recording -= settled.length;
      this.#deliver(settled);
      recorded();
    });
    return false;
  }

  async #write(journal: Journal, settled: Settled<T>[]): Promise<void> {
    try {
      // Not the inputs, which hold texts and numbers.
      await journal.settle(settled.map(({ index, disposition }) => ({ index, disposition })));
    } catch (error) {
      this.#journalBroken = true;
      this.#options.failed(journalFailed(error));
    }
  }

  /** Ends the iteration, with an exception where there is one; what still comes goes to `onUndelivered`. */
  close(failure?: { error: unknown }): void {
    this.#closed = true;
    if (failure === undefined) this.outbox.end();
    else this.outbox.fail(failure.error);
  }

  /** Gives what nobody came for to `onUndelivered`: all of it, also when that throws. */
  abandon(): void {
    for (const outcome of this.outbox.takeRest()) this.#giveUndelivered(outcome);
  }

  #deliver(settled: Settled<T>[]): void {
    for (const { index, input, disposition } of settled) {
      const outcome = createOutcome(index, input, disposition);
      if (this.#closed) this.#giveUndelivered(outcome);
      else this.outbox.push(outcome);
    }
  }

  #giveUndelivered(outcome: Outcome<T>): void {
    try {
      this.#options.onUndelivered?.(outcome);
    } catch {
      return; // nobody is left to be told, and the next outcome must not be lost for it
    }
  }
}
