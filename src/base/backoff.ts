export interface BackoffOptions {
  /** Upper bound of the first pause, in milliseconds. */
  baseDelayMs: number;
  /** Upper bound of any pause, in milliseconds. */
  maxDelayMs: number;
}

/**
 * The pause before retry number `attempt` (1 for the first): exponential with full jitter, so that many
 * clients that failed together do not retry together. A wait that the service asked for is never cut short.
 */
export function backoffDelay(
  attempt: number,
  { baseDelayMs, maxDelayMs }: BackoffOptions,
  random: () => number,
  askedMs?: number,
): number {
  const ceiling = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
  const jittered = Math.round(random() * ceiling);
  return askedMs === undefined ? jittered : askedMs + Math.round(random() * Math.min(ceiling, baseDelayMs));
}
