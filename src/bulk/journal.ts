import type { Disposition, OutcomeStatus } from "../messages/outcome.js";

/** What a journal knows of one input: nothing, its outcome, or only that its request was about to leave. */
export type JournalState = "new" | "intended" | OutcomeStatus;

/** The outcome of one input, on its way into a journal. */
export interface Settlement {
  readonly index: number;
  readonly disposition: Disposition;
}

/**
 * The record of a run. `openJournal` keeps it in a file; implement this interface to keep it elsewhere. It gets no
 * texts, and the only phone number is the `endpoint` of an accepted message: do not record that one.
 */
export interface Journal {
  /** Names the run; correlation tokens derive from it. */
  readonly runId: string;
  /**
   * What is to be done with an input: send it (`"send"`), nothing (`"skip"`), or report it as `unknown`, because
   * its request may have left before the process died.
   */
  decide(index: number): "send" | "skip" | "unknown";
  /** Resolves once it is on disk that these inputs are about to be sent; a failure stops the run before they are. */
  intend(indices: readonly number[]): Promise<void>;
  /** Records outcomes. Resolves once they are written, so that a killed process does not lose them. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  /** Makes everything durable and lets go of the record. */
  close(): Promise<void>;
}

/** An outcome as a journal holds it. */
export interface JournalRecord {
  readonly index: number;
  readonly status: OutcomeStatus;
  readonly message_id?: string;
  readonly request_id?: string;
  /** The service's code (`rejected`), or the kind of failure (`unsent`, `unknown`). */
  readonly code?: string;
  readonly reason?: string;
}
