import type { Journal } from "./journal.js";
import { journalError } from "./journalErrors.js";

/** The runs that somebody is using, by their `runId`. */
export type Claims = Set<string>;

/**
 * The method of a journal by which it is claimed. It goes with every copy of the journal and everything that wraps it,
 * and any copy of this package finds it.
 */
export const CLAIM: unique symbol = Symbol.for("smn-sms.claim") as never;
const OF_PROCESS: unique symbol = Symbol.for("smn-sms.claims") as never;

/** A journal that is claimed by a method of its own. */
export interface Claimable {
  readonly [CLAIM]?: () => () => void;
}

/** The runs that this process is using, with whichever copy of this package. */
export function claimsOfProcess(): Claims {
  const place = globalThis as { [OF_PROCESS]?: Claims };
  return (place[OF_PROCESS] ??= new Set());
}

/**
 * Claims a journal from the first step of a run, or of `reconcile`, to its end: two at once would each send, or judge,
 * the same messages.
 *
 * @returns a function that releases it
 * @throws SmnError (`journal`, `claimed`) while another run has it
 */
export function claimJournal(journal: Pick<Journal, "runId"> & Claimable): () => void {
  return journal[CLAIM]?.() ?? claimRun(journal.runId, claimsOfProcess());
}

/** The same for a run, whatever its journal is. */
export function claimRun(runId: string, claims: Claims): () => void {
  if (claims.has(runId))
    throw journalError(
      "Another run, or a reconciliation, is using this journal. Wait for its end: two at once would send messages twice. " +
        "A run that is waited for no longer goes on; end it by its signal, or by leaving its loop.",
      "claimed",
    );
  claims.add(runId);
  let isHeld = true;
  return () => {
    if (isHeld) claims.delete(runId);
    isHeld = false; // from now on it may be another's
  };
}
