import type { SmnError } from "../base/errors.js";
import { createOutcome, type Disposition, type Outcome } from "../messages/outcome.js";
import { channels } from "../messages/channels.js";
import { countOutcomes } from "../messages/countOutcomes.js";
import type { Journal, Settlement } from "../journal/journal.js";
import { ignoreFailure } from "./ignoreFailure.js";
import { Outbox } from "./outbox.js";
import { causedByStop, journalFailed } from "./stopErrors.js";
import { traceJournal } from "./traceJournal.js";
import { withDoubts } from "./withDoubts.js";

/** Inputs that have their outcome, by the same offset in both lists. */
export interface Handled<T> {
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
  #local = { indices: [] as number[], inputs: [] as T[], dispositions: [] as Disposition[] };
  /** Outcomes that are being written down. */
  #recording = 0;
  /** Why the journal cannot be written any more. */
  #broken: SmnError | undefined;
  #closed = false;

  constructor(options: RecorderOptions<T>) {
    this.#options = options;
  }

  /** Outcomes that wait for the consumer. */
  get backlog(): number {
    return this.outbox.size + this.local;
  }

  /** Outcomes that wait for the journal. */
  get recording(): number {
    return this.#recording;
  }

  /** Outcomes that wait for `flush`. */
  get local(): number {
    return this.#local.indices.length;
  }

  get isIdle(): boolean {
    return this.#recording === 0 && this.local === 0;
  }

  /** Adds an outcome that needed no request; `flush` records it. */
  addLocal(index: number, input: T, disposition: Disposition): void {
    this.#local.indices.push(index);
    this.#local.inputs.push(input);
    this.#local.dispositions.push(disposition);
  }

  /** @returns whether there were outcomes that were handed out at once */
  flush(): boolean {
    const local = this.#local;
    if (local.indices.length === 0) return false;
    this.#local = { indices: [], inputs: [], dispositions: [] };
    return this.record(local, local.dispositions);
  }

  /**
   * @param dispositions one for each of `handled`, in the same order
   * @returns whether they were handed out at once; otherwise `recorded` follows
   */
  record(handled: Handled<T>, dispositions: readonly Disposition[]): boolean {
    const { journal, recorded } = this.#options;
    const { indices } = handled;
    const known = withDoubts(journal, indices, dispositions);
    // After its end a run must not write to a journal that another one may have by now.
    if (journal === undefined || this.#broken !== undefined || this.#closed) {
      this.#deliver(handled, this.#asFarAsKnown(known.dispositions));
      if (known.failure !== undefined) this.#options.failed(known.failure);
      return true;
    }
    this.#recording += indices.length;
    // Not the inputs, which hold texts and numbers.
    const settlements = indices.map((index, offset) => ({
      index,
      disposition: known.dispositions[offset] as Disposition, // there is one for each
    }));
    void this.#write(journal, settlements).then(() => {
      this.#recording -= indices.length;
      this.#deliver(handled, this.#asFarAsKnown(known.dispositions));
      recorded();
    });
    // Only now: it ends a run that has nothing more to record.
    if (known.failure !== undefined) this.#options.failed(known.failure);
    return false;
  }

  /** What this run did not send, another one may have sent that has the journal by now. */
  #asFarAsKnown(dispositions: readonly Disposition[]): readonly Disposition[] {
    const broken = this.#broken;
    if (broken?.reason !== "lost") return dispositions;
    return dispositions.map((one) => (one.status === "unsent" ? causedByStop(broken) : one));
  }

  /** Hands out an outcome that the journal must not hold. */
  handOut(index: number, input: T, disposition: Disposition): void {
    this.#deliver({ indices: [index], inputs: [input] }, [disposition]);
  }

  async #write(journal: Journal, settlements: readonly Settlement[]): Promise<void> {
    try {
      await traceJournal("settle", settlements.length, () => journal.settle(settlements));
    } catch (error) {
      const failure = journalFailed(error);
      this.stopWriting(failure);
      this.#options.failed(failure);
    }
  }

  /**
   * From now on outcomes are handed out without being written down.
   *
   * @param why the journal cannot be written; where it was lost to another run, what waits for the consumer was true when
   * it was recorded, and may not be true any more
   */
  stopWriting(why: SmnError): void {
    this.#broken = why;
    if (why.reason === "lost") this.outbox.revise((one) => this.#revised(one));
  }

  #revised(outcome: Outcome<T>): Outcome<T> {
    const [known = outcome] = this.#asFarAsKnown([outcome]);
    return known === outcome ? outcome : createOutcome(outcome.index, outcome.input, known);
  }

  /** Ends the iteration, with an exception where there is one; what still comes goes to `onUndelivered`. */
  close(failure?: { error: unknown }): void {
    this.#closed = true;
    if (failure === undefined) this.outbox.end();
    else this.outbox.fail(failure.error);
  }

  /** Passes outcomes that nobody read to `onUndelivered`: all of them, even if it throws. */
  abandon(): void {
    for (const outcome of this.outbox.takeRest()) this.#giveUndelivered(outcome);
  }

  #deliver({ indices, inputs }: Handled<T>, dispositions: readonly Disposition[]): void {
    const outcomes = indices.map((index, offset) =>
      createOutcome(index, inputs[offset] as T, dispositions[offset] as Disposition),
    );
    channels.outcome.publish(() => ({ counts: countOutcomes(dispositions) }));
    if (!this.#closed) this.outbox.push(outcomes);
    else for (const outcome of outcomes) this.#giveUndelivered(outcome);
  }

  #giveUndelivered(outcome: Outcome<T>): void {
    try {
      ignoreFailure(this.#options.onUndelivered?.(outcome));
    } catch {
      return; // nobody is left to report it to, and the next outcome must not be lost because of it
    }
  }
}
