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

/** Gives a journal back that was claimed. */
type Release = () => void;

/** A journal that is claimed by a method of its own. */
export interface Claimable {
  /** Undefined while another has it: an exception of another copy of this package would look like any other's. */
  readonly [CLAIM]?: () => Release | undefined;
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
export function claimJournal(journal: Pick<Journal, "runId"> & Claimable): Release {
  const claim = journal[CLAIM] ?? (() => claimRun(journal.runId, claimsOfProcess()));
  const release = claim();
  if (release !== undefined) return release;
  throw journalError(
    "Another run, or a reconciliation, is using this journal. Wait for its end: two at once would send messages twice. " +
      "A run that is waited for no longer goes on; end it by its signal, or by leaving its loop.",
    "claimed",
  );
}

/** Claims a run; undefined while another has it. */
export function claimRun(runId: string, claims: Claims): Release | undefined {
  if (claims.has(runId)) return undefined;
  claims.add(runId);
  let isHeld = true;
  return () => {
    if (isHeld) claims.delete(runId);
    isHeld = false; // from now on it may be another's
  };
}
