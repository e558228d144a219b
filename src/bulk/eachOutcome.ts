import type { Outcome } from "../messages/outcome.js";
import { Run } from "./run.js";

/**
 * Calls back for each outcome of `sendAll`, in the order of a `for await` loop, and ends like one. Those of a request
 * come together: a promise for each would cost more than the rest of what is done with it.
 */
export async function eachOutcome<T>(
  outcomes: AsyncIterable<Outcome<T>>,
  callback: (outcome: Outcome<T>) => void,
): Promise<void> {
  const run = outcomes instanceof Run ? (outcomes as Run<T>) : undefined;
  for await (const outcome of outcomes)
    for (let next: Outcome<T> | undefined = outcome; next !== undefined; next = run?.takeReady())
      callback(next);
}
