import { createOutcome, type Disposition, type Outcome } from "../messages/outcome.js";
import type { Journal } from "./journal.js";
import { Outbox } from "./outbox.js";

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

  get isIdle(): boolean {
    return this.#recording === 0 && this.#decided.length === 0;
  }

  decide(index: number, input: T, disposition: Disposition): void {
    this.#decided.push({ index, input, disposition });
    if (this.#closed) this.flush();
  }

  flush(): void {
    if (this.#decided.length === 0) return;
    const decided = this.#decided;
    this.#decided = [];
    this.record(decided);
  }

  record(settled: Settled<T>[]): void {
    const { journal, recorded, failed } = this.#options;
    if (journal === undefined || this.#journalBroken) {
      this.#deliver(settled);
      return;
    }
    this.#recording++;
    void journal
      .settle(settled)
      .catch((error: unknown) => {
        this.#journalBroken = true;
        failed(error);
      })
      .then(() => {
        this.#recording--;
        this.#deliver(settled);
        recorded();
      });
  }

  /** Ends the iteration, with an exception where there is one; what still comes goes to `onUndelivered`. */
  close(failure?: { error: unknown }): void {
    this.#closed = true;
    if (failure === undefined) this.outbox.end();
    else this.outbox.fail(failure.error);
  }

  /** Gives what nobody came for to `onUndelivered`. */
  abandon(): void {
    for (const outcome of this.outbox.takeRest()) this.#options.onUndelivered?.(outcome);
  }

  #deliver(settled: Settled<T>[]): void {
    for (const { index, input, disposition } of settled) {
      const outcome = createOutcome(index, input, disposition);
      if (this.#closed) this.#options.onUndelivered?.(outcome);
      else this.outbox.push(outcome);
    }
  }
}
