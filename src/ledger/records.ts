import type { JournalRecord } from "../journal/journal.js";
import type { OutcomeStatus } from "../messages/outcome.js";

/** Which outcomes are read. */
export interface OutcomesOptions {
  /** Only these. Default: all. */
  status?: readonly (OutcomeStatus | "sending")[] | undefined;
}

/** What the ledger knows of one message. */
export interface LedgerRecord extends Omit<JournalRecord, "status"> {
  /** Of its job or run. */
  readonly key: string;
  /** How it ended; `sending` while a worker waits for the answer. */
  readonly status: OutcomeStatus | "sending";
}

/** Messages by state. */
export interface LedgerCounts extends Readonly<Record<OutcomeStatus, number>> {
  /** Planned, and not sent yet; of those in jobs. */
  readonly pending: number;
  /** On their way, as far as a living worker knows. */
  readonly sending: number;
}
