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
  if (askedMs === undefined) return Math.round(shareOf(random) * ceiling);
  return askedMs + Math.round(shareOf(random) * Math.min(ceiling, baseDelayMs));
}

/** No pause of anything else would ever end, or reach a deadline: then it is as long as it may be. */
function shareOf(random: () => number): number {
  const drawn = random();
  return drawn >= 0 && drawn <= 1 ? drawn : 1;
}
