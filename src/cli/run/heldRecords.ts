import { SmnError } from "../../base/errors.js";
import type { JournalRecord } from "../../journal/journal.js";
import { lost } from "../../journal/journalErrors.js";
import { readHeader } from "../../journal/readHeader.js";
import { readOrderedBatches } from "../../journal/readJournalInOrder.js";
import type { OutcomeStatus } from "../../messages/outcome.js";
import { NOT_REACHED_WHEN_LOST, NOT_REACHED_WHEN_UNREADABLE } from "../results/resultLines.js";
import { exists } from "../results/checkFolders.js";
import type { OwnOutcomes } from "./ownOutcomes.js";

/** The run whose journal it is. */
export interface RunRecord {
  readonly runId: string;
  /** Absent where nothing was sent: then the journal is all there is. */
  readonly own?: OwnOutcomes;
  /** Whether neither this run nor an earlier one came to a row, by the journal as it was while the run had it. */
  readonly isUntouched?: (index: number) => boolean;
}

/** Why a row is `unknown` that the records do not have, and one that the run did not come to. */
const LOST = {
  reason: "the journal of the run was lost, so it may have been sent: look at the delivery report",
  notReached: NOT_REACHED_WHEN_LOST,
};
const UNREADABLE = {
  reason: "the journal of the run could not be read, so it may have been sent: look at the delivery report",
  notReached: NOT_REACHED_WHEN_UNREADABLE,
};

/**
 * The records of a journal, held against what its run knows itself. What lies at the path afterwards may be an older
 * copy, or nothing: then only what was accepted stays certain, because nothing takes that back. Nothing is `unsent` any
 * more, as another run may have sent it.
 */
export class HeldRecords {
  readonly #path: string;
  readonly #run: RunRecord;
  #isLost: boolean;
  #unreadable: SmnError | undefined;

  /** @param isLost whether the journal was lost while the run used it */
  constructor(journalPath: string, run: RunRecord, isLost: boolean) {
    this.#path = journalPath;
    this.#run = run;
    this.#isLost = isLost;
  }

  /** Whether the journal is not the one that the run wrote, as far as it was read. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Why a journal could not be read that is there: that nobody took it away. */
  get unreadable(): SmnError | undefined {
    return this.#unreadable;
  }

  /** @throws SmnError (`journal`) only where the run has no outcomes of its own */
  async *batches(): AsyncGenerator<readonly JournalRecord[]> {
    try {
      if ((await readHeader(this.#path))?.run_id !== this.#run.runId) throw lost(this.#path);
      yield* readOrderedBatches(this.#path);
    } catch (error) {
      if (!(error instanceof SmnError) || this.#run.own === undefined) throw error;
      this.#isLost = true;
      if (error.reason === "unreadable" && (await exists(this.#path))) this.#unreadable = error;
    }
  }

  /** The outcome of a row; `undefined` for one that was not reached. */
  outcomeOf(index: number, record: JournalRecord | undefined): JournalRecord | undefined {
    const own = this.#run.own?.statusOf(index);
    if (record === undefined && isAnswered(own)) this.#isLost = true;
    const { reason, notReached } = this.#unreadable === undefined ? LOST : UNREADABLE;
    if (own !== undefined && own !== "unsent") {
      if (record?.status === own) return record;
      return { index, status: own, ...(own === "unknown" && { code: "journal", reason }) };
    }
    if (!this.#isLost || record?.status === "accepted") return record;
    const isUntouched = own === undefined && this.#run.isUntouched?.(index) === true;
    return { index, status: "unknown", code: "journal", reason: isUntouched ? notReached : reason };
  }

  /** Whether the journal has everything that the run got answers to. */
  async isWhole(): Promise<boolean> {
    if (this.#isLost) return false;
    try {
      const { own } = this.#run;
      let missing = (own?.counts.accepted ?? 0) + (own?.counts.rejected ?? 0);
      for await (const records of this.batches())
        for (const { index } of records) if (isAnswered(own?.statusOf(index))) missing--;
      return missing === 0 && !this.#isLost;
    } catch {
      return false;
    }
  }
}

/** Such rows were recorded before their request left. */
function isAnswered(status: OutcomeStatus | undefined): boolean {
  return status === "accepted" || status === "rejected";
}
