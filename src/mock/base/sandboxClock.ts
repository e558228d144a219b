import type { Clock } from "../../base/clock.js";

/** The sandbox's own time: that of another clock, plus the time that it was moved forward by. */
export interface SandboxClock extends Clock {
  /** The underlying clock. Signatures are checked against it, because signers know no other time. */
  readonly base: Clock;
  /** Moves the time forward. */
  advance(ms: number): void;
  /** Returns to the time of the underlying clock. */
  reset(): void;
}

export function createSandboxClock(base: Clock): SandboxClock {
  let ahead = 0;
  return {
    base,
    now: () => base.now() + ahead,
    sleep: (ms, signal) => base.sleep(ms, signal),
    advance(ms) {
      ahead += ms;
    },
    reset() {
      ahead = 0;
    },
  };
}
