import { onAbort } from "./onAbort.js";
import { clearTimer, monotonicNow, setTimer } from "./timers.js";

/** Time as the package sees it; tests pass their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Milliseconds since any fixed moment, by a clock that nobody sets: pauses and deadlines are measured with it.
   * Default: `now`.
   */
  monotonic?(): number;
}

/** The longest time that a timer takes, in milliseconds; a longer one would fire at once. */
export const LONGEST_TIMER: number = 2 ** 31 - 1;

/** The clock of this machine, with these timers. */
export function createClock(setTimer: typeof setTimeout, clearTimer: typeof clearTimeout): Clock {
  const sleepUpTo = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const timer = setTimer(() => {
        forget();
        resolve();
      }, ms);
      const forget = onAbort(signal, () => {
        clearTimer(timer);
        reject(signal?.reason as Error);
      });
    });
  return {
    now: () => Date.now(),
    monotonic: monotonicNow,
    async sleep(ms, signal) {
      let left = ms;
      for (; left > LONGEST_TIMER; left -= LONGEST_TIMER) await sleepUpTo(LONGEST_TIMER, signal);
      await sleepUpTo(left, signal);
    },
  };
}

/** The clock and the timers of this machine. */
export const systemClock: Clock = createClock(setTimer, clearTimer);

/** A reading for measuring how much time has passed. */
export function elapsedBy(clock: Pick<Clock, "now" | "monotonic">): number {
  return clock.monotonic?.() ?? clock.now();
}
