import type { SmnError } from "../base/errors.js";
import type { Journal } from "../journal/journal.js";
import { NumberCheck } from "../journal/numberCheck.js";
import type { CheckedMessage } from "../messages/checkedMessage.js";
import type { Unsendable } from "./prepare.js";

/** An input that is held back, with its message, or with what is wrong with it. */
export interface HeldInput<T> {
  readonly index: number;
  readonly input: T;
  readonly prepared: CheckedMessage | Unsendable;
}

/** Messages that are held back, at most: some tens of megabytes. */
const MOST_HELD = 100_000;

/**
 * Holds the messages of a resumed run back until its inputs were compared with those of the earlier runs, so that
 * nothing is sent when other people are at the recorded positions. What is beyond 100,000 messages leaves before the end
 * of the comparison; then memory stays bounded, and still nothing leaves behind a difference.
 */
export class ResumeGuard<T> {
  #check: NumberCheck | undefined;
  #held: HeldInput<T>[] = [];
  /** Of the next message that leaves. */
  #offset = 0;

  /** Reads from the journal what is to be compared. */
  async load(journal: Pick<Journal, "runId" | "intended">): Promise<void> {
    this.#check = await NumberCheck.of(journal);
  }

  /** Whether further inputs must be compared. */
  get isComparing(): boolean {
    return this.#check !== undefined && !this.#check.isDone;
  }

  /** How many messages are held back. */
  get held(): number {
    return this.#held.length - this.#offset;
  }

  /** Whether no more can be held back. */
  get isFull(): boolean {
    return this.held >= MOST_HELD;
  }

  /** Whether messages may leave. */
  get isOpen(): boolean {
    return !this.isComparing || this.isFull;
  }

  /**
   * Compares an input, the next one in order.
   *
   * @returns what is wrong
   */
  compare(endpoint: string | undefined): SmnError | undefined {
    return this.#check?.add(endpoint);
  }

  /** Says that the inputs have ended. Returns what is wrong where recorded ones are missing. */
  end(): SmnError | undefined {
    return this.#check?.end();
  }

  hold(input: HeldInput<T>): void {
    this.#held.push(input);
  }

  /** Takes the message that was held back first; there must be one. */
  take(): HeldInput<T> {
    const input = this.#held[this.#offset++] as HeldInput<T>; // there is one
    if (this.held === 0) {
      this.#held = [];
      this.#offset = 0;
    }
    return input;
  }
}
