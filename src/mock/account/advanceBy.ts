import { invalid } from "../../base/invalid.js";
import type { SandboxState } from "./sandboxState.js";

const LATEST = Date.UTC(9999, 0);

/** Moves the clock forward and makes the pushes that become due. Rejects with `validation` for a bad value. */
export async function advanceBy(ms: unknown, { queue, clock, changes }: SandboxState): Promise<void> {
  if (typeof ms !== "number" || !Number.isSafeInteger(ms) || ms < 0)
    throw invalid("The time to advance by must be 0 or a positive integer, in milliseconds.");
  if (clock.now() + ms > LATEST) throw invalid("The time to advance by leads beyond the year 9998.");
  await queue.advance(ms);
  changes.notify();
}
