import { createOutcome, type Disposition, type Outcome } from "../messages/outcome.js";
import type { Journal, Settlement } from "../journal/journal.js";
import { Outbox } from "./outbox.js";
import { journalFailed } from "./stopErrors.js";

/** Inputs that have their outcome, by their places in both lists. */
export interface Decided<T> {
  readonly indices: readonly number[];
  readonly inputs: readonly T[];
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
  #decided = { indices: [] as number[], inputs: [] as T[], decisions: [] as Disposition[] };
  /** Outcomes that are being written down. */
  #recording = 0;
  #journalBroken = false;
  #closed = false;

  constructor(options: RecorderOptions<T>) {
    this.#options = options;
  }

  /** Outcomes that wait for the consumer. */
  get backlog(): number {
    return this.outbox.size + this.#decided.indices.length;
  }

  /** Outcomes that wait for the journal. */
  get recording(): number {
    return this.#recording;
  }

  get isIdle(): boolean {
    return this.#recording === 0 && this.#decided.indices.length === 0;
  }

  decide(index: number, input: T, disposition: Disposition): void {
    this.#decided.indices.push(index);
    this.#decided.inputs.push(input);
    this.#decided.decisions.push(disposition);
    if (this.#closed) this.flush();
  }

  /** @returns whether there were outcomes that were handed out at once */
  flush(): boolean {
    const decided = this.#decided;
    if (decided.indices.length === 0) return false;
    this.#decided = { indices: [], inputs: [], decisions: [] };
    return this.record(decided, decided.decisions);
  }

  /**
   * @param dispositions one for each of `decided`, in the same order
   * @returns whether they were handed out at once; otherwise `recorded` follows
   */
  record(decided: Decided<T>, dispositions: readonly Disposition[]): boolean {
    const { journal, recorded } = this.#options;
    if (journal === undefined || this.#journalBroken) {
      this.#deliver(decided, dispositions);
      return true;
    }
    const { indices } = decided;
    this.#recording += indices.length;
    // Not the inputs, which hold texts and numbers.
    const settlements = indices.map((index, place) => ({
      index,
      disposition: dispositions[place] as Disposition,
    }));
    void this.#write(journal, settlements).then(() => {
      this.#recording -= indices.length;
      this.#deliver(decided, dispositions);
      recorded();
    });
    return false;
  }

  async #write(journal: Journal, settlements: readonly Settlement[]): Promise<void> {
    try {
      await journal.settle(settlements);
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

  #deliver({ indices, inputs }: Decided<T>, dispositions: readonly Disposition[]): void {
    const make = (place: number): Outcome<T> =>
      createOutcome(indices[place] as number, inputs[place] as T, dispositions[place] as Disposition);
    if (this.#closed) indices.forEach((_, place) => this.#giveUndelivered(make(place)));
    else this.outbox.push(indices.length, make);
  }

  #giveUndelivered(outcome: Outcome<T>): void {
    try {
      this.#options.onUndelivered?.(outcome);
    } catch {
      return; // nobody is left to be told, and the next outcome must not be lost for it
    }
  }
}
