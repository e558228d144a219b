import type { Clock } from "./clock.js";

export interface RetryRules {
  /** The pause before the next attempt, in milliseconds; undefined where there is to be none. */
  delayOf: (error: unknown, attempt: number) => number | undefined;
  clock: Clock;
  /** Ends a pause. */
  signal?: AbortSignal | undefined;
}

/**
 * Does work that is safe to do again, until it succeeds or there is to be no further attempt; then it throws the last
 * failure. Requests that send messages are not among such work: what their failures allow, `judge` says.
 *
 * @param work gets the number of its attempt, 1 for the first
 */
export async function retry<R>(
  work: (attempt: number) => Promise<R>,
  { delayOf, clock, signal }: RetryRules,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const delayMs = delayOf(error, attempt);
      if (delayMs === undefined) throw error;
      await clock.sleep(delayMs, signal);
    }
  }
}
