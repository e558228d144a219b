import type { Journal } from "./journal.js";
import { journalError } from "./journalErrors.js";

/** The journals that a run or a reconciliation of this process is using. */
const inUse = new WeakSet<object>();

/**
 * Claims a journal from the first step of a run, or of `reconcile`, to its end: two at once would each send, or judge,
 * the same messages.
 *
 * @returns a function that releases it
 * @throws SmnError (`journal`, `claimed`) while another run has it
 */
export function claimJournal(journal: Pick<Journal, "runId">): () => void {
  if (inUse.has(journal))
    throw journalError(
      "Another run, or a reconciliation, is using this journal. Wait for its end: two at once would send messages twice. " +
        "A run that is waited for no longer goes on; end it by its signal, or by leaving its loop.",
      "claimed",
    );
  inUse.add(journal);
  return () => void inUse.delete(journal);
}
