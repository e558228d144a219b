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
  for await (const outcome of outcomes) {
    callback(outcome);
    if (!(outcomes instanceof Run)) continue;
    const run = outcomes as Run<T>;
    for (let ready = run.takeReady(); ready !== undefined; ready = run.takeReady()) callback(ready);
  }
}
