import { elapsedBy, type Clock } from "../base/clock.js";

export interface LingerOptions {
  readonly clock: Clock;
  /** How long to wait, in milliseconds. */
  readonly ms: number;
  /** Called when the wait is over. */
  readonly onOver: () => void;
}

/** A wait that has begun. */
interface Wait {
  readonly since: number;
}

/** An abort without a reason creates a `DOMException` with a stack. */
const CLOSED = "the run has ended";

/**
 * The time that a request that is not full, or outcomes that needed no request, wait for more. A run waits before most
 * requests, and hardly ever to the end: so a wait that ends leaves its timer to the next one, which sleeps on for the rest.
 */
export class Linger {
  readonly #options: LingerOptions;
  #wait: Wait | undefined;
  /** Ends the sleep that is under way. */
  #sleep: AbortController | undefined;
  #isOver = false;

  constructor(options: LingerOptions) {
    this.#options = options;
  }

  /** Whether the wait is over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Starts waiting, unless a wait has started already. */
  start(): void {
    if (this.#isOver || this.#wait !== undefined) return;
    const { clock, ms } = this.#options;
    const wait = (this.#wait = { since: elapsedBy(clock) });
    if (this.#sleep === undefined) this.#sleepFor(wait, ms);
  }

  /** Nothing waits any more. */
  end(): void {
    this.#wait = undefined;
    this.#isOver = false;
  }

  /** Nothing will wait any more. */
  close(): void {
    this.end();
    this.#sleep?.abort(CLOSED);
    this.#sleep = undefined;
  }

  #sleepFor(wait: Wait, ms: number): void {
    const sleep = (this.#sleep = new AbortController());
    const wake = (): void => {
      if (this.#sleep === sleep) this.#wake(wait);
    };
    this.#options.clock.sleep(ms, sleep.signal).then(wake, wake);
  }

  /** @param sleptFor the wait whose time has passed; by now there may be another one */
  #wake(sleptFor: Wait): void {
    const { clock, ms, onOver } = this.#options;
    const wait = this.#wait;
    this.#sleep = undefined;
    if (wait === undefined) return;
    const left = wait.since + ms - elapsedBy(clock);
    if (wait !== sleptFor && left > 0) {
      this.#sleepFor(wait, Math.min(left, ms)); // a clock may have been set back
      return;
    }
    this.#wait = undefined;
    this.#isOver = true;
    onOver();
  }
}
