import type { Journal, JournalSender, ReconcilableJournal } from "../journal/journal.js";
import type { JournalOptions } from "../journal/journalOptions.js";
import type { KnownStatus } from "../journal/statusTable.js";

/** How a run with the ledger's journal goes on. */
export interface LedgerJournalOptions extends Pick<JournalOptions, "retry"> {
  /**
   * Names the input, for instance by a hash of the file; the run is refused for another one. Default: the run's key is
   * all that is compared, and the numbers, when it is resumed.
   */
  inputId?: string | undefined;
}

/** A journal in the ledger. */
export interface LedgerJournal
  extends Required<Omit<Journal, "sender">>, Required<Omit<ReconcilableJournal, "sender">> {
  /** Whether an earlier run has recorded something already. */
  readonly resumed: boolean;
  /** The inputs by last status when the journal was opened; `intended` ones will be reported as `unknown`. */
  readonly counts: Readonly<Record<KnownStatus, number>>;
  /** Where the run's messages go; undefined until its first request. */
  readonly sender: JournalSender | undefined;
}

/** All jobs of a run, as a journal for `reconcile`. */
export interface RunJournal extends Required<Omit<ReconcilableJournal, "sender">> {
  /** Where the messages went; undefined when nothing was sent. */
  readonly sender: JournalSender | undefined;
}
