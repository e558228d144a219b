import { simulateOn, type Simulated } from "../simulate.js";
import { Stage } from "../stage.js";
import { LedgerStore } from "./ledgerStore.js";
import type { Sabotage } from "./sabotage.js";
import { newSession } from "./session.js";
import { simulateJobs } from "./simulateJobs.js";

export { SABOTAGES } from "./sabotage.js";
export { endSession as endSimulations } from "./session.js";

/**
 * Simulates a ledger: with odd seeds the journal of a run, with even ones the jobs of an engine.
 *
 * @param tell is told what happens
 */
export async function simulateLedger(
  seed: number,
  tell?: (line: string) => void,
  sabotage?: Sabotage,
): Promise<Simulated> {
  const stage = new Stage(seed, tell);
  const session = await newSession(`ledger of seed ${seed}`);
  const hasJobs = seed % 2 === 0;
  const store = new LedgerStore({ stage, session, hasJobs, sabotage });
  return hasJobs ? simulateJobs(stage, store) : simulateOn(stage, store);
}
