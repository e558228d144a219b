import type { Attempt } from "../journal/journal.js";
import type { Control } from "./controlSample.js";
import { isNear } from "./nearby.js";

/**
 * How long to wait, in milliseconds, until messages of these sendings are listed, if they were taken, when the controls
 * are listed already: what left later than all controls near it may come so much later. If the service lists messages an
 * hour after it took them, a control can be there, and a message that left 20 seconds later not yet.
 *
 * @param listed controls that were found
 */
export function listingDelay(listed: readonly Control[], attempts: Iterable<Attempt>): number {
  let delayMs = 0;
  for (const attempt of attempts) {
    const near = listed.filter((control) => isNear(control, attempt));
    if (near.length === 0) continue;
    const latest = Math.max(...near.map(({ at }) => at));
    delayMs = Math.max(delayMs, attempt.at - latest);
  }
  return delayMs;
}
