import type { SmnError } from "../base/errors.js";
import { dispositionOf } from "../http/dispositionOf.js";
import type { Journal } from "../journal/journal.js";
import { nextAction } from "./nextAction.js";
import type { Planner } from "./planner.js";
import type { Prepare } from "./prepare.js";
import type { Recorder } from "./recorder.js";
import { ResumeGuard, type HeldInput } from "./resumeGuard.js";
import type { Source } from "./source.js";
import { causedByStop, interrupted, journalUnanswered, notCompared } from "./stopErrors.js";

export interface IntakeOptions<T> {
  readonly source: Source<T>;
  readonly prepare: Prepare<T>;
  readonly planner: Planner<T>;
  readonly recorder: Recorder<T>;
  readonly journal: Journal | undefined;
  /** Whether the run goes on, and has room for outcomes. */
  readonly mayRead: () => boolean;
  readonly stopBy: (error: unknown) => void;
}

/** Brings the inputs of a run from their source into the plan, or to an outcome where they need no request. */
export class Intake<T> {
  readonly #options: IntakeOptions<T>;
  readonly #guard = new ResumeGuard<T>();
  /** Until the journal has said what is to be compared. */
  #isLoading: boolean;

  constructor(options: IntakeOptions<T>) {
    this.#options = options;
    this.#isLoading = options.journal?.intended !== undefined;
  }

  get isAsync(): boolean {
    return this.#options.source.isAsync;
  }

  /** Whether all inputs were read. */
  get isDone(): boolean {
    return this.#options.source.isDone;
  }

  /** Whether every input that was read is in a request, or has its outcome. */
  get isAllPlanned(): boolean {
    return !this.#isLoading && this.isDone && this.#guard.held === 0 && this.#options.planner.pending === 0;
  }

  /** Asks the journal what is to be compared. */
  async load(): Promise<void> {
    const { journal } = this.#options;
    if (journal !== undefined) await this.#guard.load(journal);
    this.#isLoading = false;
  }

  /** Fills the plan: with what was held back, then with further inputs. */
  read(): void {
    if (this.#isLoading) return;
    const { source, planner, mayRead } = this.#options;
    const guard = this.#guard;
    if (guard.isComparing) source.pull(this.#wantsToCompare, this.#take);
    if (guard.isComparing && source.isDone) this.#stopIfWrong(guard.end());
    while (mayRead() && guard.isOpen && guard.held > 0 && !planner.isFull) {
      const { index, input, prepared } = guard.take();
      this.#plan(index, input, prepared);
    }
    if (!guard.isComparing && guard.held === 0) source.pull(this.#wants, this.#take);
  }

  /** Gives everything its outcome that was read and will not be sent. */
  giveUp(error: unknown): void {
    const { source, planner, recorder } = this.#options;
    // Of inputs that were not compared it is not known whose outcome the journal has: an earlier run may have sent them
    // at another position. Nothing is recorded about that position.
    const isCompared = !this.#isLoading && !this.#guard.isComparing;
    const addUnsent = (index: number, input: T): void =>
      isCompared
        ? recorder.addLocal(index, input, causedByStop(error))
        : recorder.handOut(index, input, dispositionOf(notCompared(error)));
    while (this.#guard.held > 0) {
      const { index, input } = this.#guard.take();
      addUnsent(index, input);
    }
    for (const { index, input } of planner.drain()) addUnsent(index, input);
    // The journal is asked here as well: an input that an earlier run sent is not unsent.
    source.takeRest((input, index) => {
      if (this.#isToBeSent(input, index)) addUnsent(index, input);
    });
  }

  /** Closes the source. */
  close(): Promise<void> {
    return this.#options.source.close();
  }

  readonly #wants = (): boolean => this.#options.mayRead() && !this.#options.planner.isFull;

  readonly #wantsToCompare = (): boolean =>
    this.#options.mayRead() && this.#guard.isComparing && !this.#guard.isFull;

  readonly #take = (input: T, index: number): void => {
    const isToBeSent = this.#isToBeSent(input, index);
    const isCompared = this.#guard.isComparing;
    if (!isToBeSent && !isCompared) return;
    const prepared = this.#options.prepare(input, index);
    const wrong = isCompared ? this.#guard.compare(prepared.endpoint) : undefined;
    if (isToBeSent && isCompared) this.#guard.hold({ index, input, prepared });
    else if (isToBeSent) this.#plan(index, input, prepared);
    this.#stopIfWrong(wrong);
  };

  #plan(index: number, input: T, prepared: HeldInput<T>["prepared"]): void {
    const { recorder, planner } = this.#options;
    if ("issues" in prepared) recorder.addLocal(index, input, { status: "invalid", issues: prepared.issues });
    else planner.add(index, input, prepared);
  }

  #stopIfWrong(wrong: SmnError | undefined): void {
    if (wrong !== undefined) this.#options.stopBy(wrong);
  }

  #isToBeSent(input: T, index: number): boolean {
    const { journal, recorder, stopBy } = this.#options;
    try {
      const action = nextAction(journal, index);
      if (action === "unknown") recorder.addLocal(index, input, dispositionOf(interrupted("maybe")));
      return action === "send";
    } catch (error) {
      // An earlier run may have sent it.
      recorder.handOut(index, input, dispositionOf(journalUnanswered(error)));
      stopBy(error);
      return false;
    }
  }
}
