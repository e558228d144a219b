import { append } from "./append.js";
import type { LedgerCore } from "./core.js";
import { JobState, type Claim } from "./jobState.js";

/** Gives back what was claimed and not used: it is another worker's to have, or to find the same. Never throws. */
export async function giveBack(core: LedgerCore, claim: Claim): Promise<void> {
  const entry = { state: new JobState(claim), lines: [], isReleased: true };
  await append(core, [entry], { isMark: false, forMs: 1_000 }).catch(() => undefined);
}
