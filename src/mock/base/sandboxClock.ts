import type { Clock } from "../../base/clock.js";

/** The sandbox's own time: that of another clock, and whatever it was set forward by. */
export interface SandboxClock extends Clock {
  /** The clock that it was made of. Signatures are held against it, as whoever signs knows of no other time. */
  readonly base: Clock;
  /** Sets the time forward. */
  advance(ms: number): void;
  /** Takes back all that it was set forward by. */
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
