import { invalidOption } from "../base/invalid.js";

/** When and for how long a request that was certainly not taken is retried. */
export interface RetryOptions {
  /**
   * How long after its first attempt a request may be retried, in milliseconds; 0 retries nothing.
   * @default 60000
   */
  deadlineMs: number;
  /**
   * Upper bound of the first pause, in milliseconds; it doubles from one retry to the next.
   * @default 1000
   */
  baseDelayMs: number;
  /**
   * Upper bound of any pause, in milliseconds. A pause that the service asks for is kept in full.
   * @default 30000
   */
  maxDelayMs: number;
}

export const defaultRetry: Readonly<RetryOptions> = Object.freeze({
  deadlineMs: 60_000,
  baseDelayMs: 1_000,
  maxDelayMs: 30_000,
});

/** Throws `SmnError` (`validation`) that names the option. */
export function checkRetry(
  given: { [K in keyof RetryOptions]?: RetryOptions[K] | undefined } = {},
): RetryOptions {
  const retry = { ...defaultRetry };
  for (const name of ["deadlineMs", "baseDelayMs", "maxDelayMs"] as const) {
    const value: unknown = given[name] ?? defaultRetry[name];
    if (typeof value !== "number" || !(value >= 0))
      throw invalidOption(`retry.${name}`, "a number of milliseconds, 0 or more", value);
    retry[name] = value;
  }
  return retry;
}

/** Throws `SmnError` (`validation`) for a time that no timer can wait for. */
export function checkTimeout(timeoutMs = 30_000): number {
  // Longer ones overflow the timer, which would then fire at once.
  if (typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs < 2 ** 31) return timeoutMs;
  throw invalidOption("timeoutMs", "a number of milliseconds above 0 and below 2^31", timeoutMs);
}
