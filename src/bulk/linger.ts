import type { Clock } from "../base/clock.js";

export interface LingerOptions {
  readonly clock: Clock;
  /** How long to wait, in milliseconds. */
  readonly ms: number;
  /** Called when the wait is over. */
  readonly onOver: () => void;
}

/** An abort without a reason creates a `DOMException` with a stack, thousands of times in a run. */
const ENDED = "the request has left";

/** The time that a request that is not full, or outcomes that needed no request, wait for more. */
export class Linger {
  readonly #options: LingerOptions;
  #wait: AbortController | undefined;
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
    const { clock, ms, onOver } = this.#options;
    const wait = (this.#wait = new AbortController());
    clock.sleep(ms, wait.signal).then(
      () => {
        if (this.#wait !== wait) return;
        this.#wait = undefined;
        this.#isOver = true;
        onOver();
      },
      () => undefined, // ended
    );
  }

  /** Nothing waits any more. */
  end(): void {
    this.#wait?.abort(ENDED);
    this.#wait = undefined;
    this.#isOver = false;
  }
}
