import type { IntentDetails, Journal, JournalRecord, Settlement } from "../journal/journal.js";
import { recordAt, eachIndex, toRanges } from "../journal/journalLine.js";
import { recordOf } from "../journal/outcomeLines.js";
import { SmnError } from "../base/errors.js";
import type { LedgerCore } from "./core.js";
import type { LedgerJob } from "./job.js";
import { busy } from "./ledgerErrors.js";
import type { JobPositions } from "./jobPositions.js";
import type { JobState } from "./jobState.js";
import type { JobIntent, JobSettlement, JobWriter } from "./jobWriter.js";
import type { StoredLine } from "./storedLine.js";

/** A job that this worker has. */
export interface PackedJob {
  readonly job: LedgerJob;
  readonly runId: string;
  readonly state: JobState;
  readonly positions: JobPositions;
  /** The outcome of each message; one that is `unsent` is sent when the job is delivered again. */
  readonly records: (JournalRecord | undefined)[];
  /** Why a message was not sent, the last time. */
  cause: SmnError | undefined;
}

/** A message of one of the jobs. */
export interface Slot {
  readonly packed: PackedJob;
  readonly place: number;
}

/** Takes over the outcomes of a line. */
export function loadRecords(
  { positions, records }: Pick<PackedJob, "positions" | "records">,
  stored: StoredLine,
): void {
  const { line } = stored;
  eachIndex(line, (index, offset) => {
    const place = positions.offsetOf(index);
    if (place !== undefined) records[place] = recordAt(line, place, offset);
  });
}

/** Whether it needs no further delivery. */
export function isFinal(record: JournalRecord | undefined): record is JournalRecord {
  return record !== undefined && record.status !== "unsent";
}

export interface PackOptions {
  readonly slots: readonly Slot[];
  readonly writer: JobWriter;
  readonly correlate: IntentDetails["correlate"];
}

/** The journal of a run that sends the messages of several jobs together. */
export class PackJournal implements Journal {
  readonly runId: string;
  readonly #maxWaitMs: number;
  readonly #slots: readonly Slot[];
  readonly #writer: JobWriter;
  readonly #correlate: IntentDetails["correlate"];

  constructor(core: LedgerCore, { slots, writer, correlate }: PackOptions) {
    this.runId = core.newNumber();
    this.#maxWaitMs = core.maxWaitMs;
    this.#slots = slots;
    this.#writer = writer;
    this.#correlate = correlate;
  }

  decide(): "send" {
    return "send"; // what has its outcome is not among the slots
  }

  freshMs(details: IntentDetails): number {
    return this.#writer.freshMs(details);
  }

  turn(signal: AbortSignal, attempt: number): Promise<void> {
    return this.#writer.turn(signal, this.#maxWaitMs, attempt > 1);
  }

  async intend(indices: readonly number[], { timeoutMs }: IntentDetails = {}): Promise<void> {
    const intents = Array.from(
      this.#byJob(indices),
      ([{ job, state, positions }, { places }]): JobIntent => ({
        state,
        indices: places.map((place) => positions.indexOf(place)),
        digests: places.map((place) => positions.digestAt(place)),
        notAfter: job.notAfter,
      }),
    );
    try {
      await this.#writer.mark(intents, { timeoutMs, correlate: this.#correlate });
    } catch (error) {
      if (!(error instanceof SmnError) || error.reason !== "lost") throw error;
      // What this worker had marked it has not sent, and it says so: nobody else could.
      throw busy(error.message, "no", undefined, error);
    }
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    const parts: JobSettlement[] = [];
    const byJob = this.#byJob(settlements.map(({ index }) => index));
    for (const [packed, { places, offsets }] of byJob) {
      const { state, positions, records } = packed;
      const recorded: Settlement[] = [];
      for (const [n, place] of places.entries()) {
        const { disposition } = settlements[offsets[n] ?? 0] as Settlement; // each place has its offset
        const index = positions.indexOf(place);
        records[place] = recordOf({ index: place, disposition });
        if ("cause" in disposition) packed.cause = disposition.cause;
        // That nothing was tried needs no record.
        if (disposition.status !== "unsent" || state.table.get(index) === "intended")
          recorded.push({ index, disposition });
      }
      if (recorded.length > 0) parts.push({ state, settlements: recorded, isLast: records.every(isFinal) });
    }
    await this.#writer.settle(parts);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Places in each job, and where their slots are in the list of them. */
  #byJob(indices: readonly number[]): Map<PackedJob, { places: number[]; offsets: number[] }> {
    const found = new Map<PackedJob, { places: number[]; offsets: number[] }>();
    let last: PackedJob | undefined;
    let ofLast = { places: [] as number[], offsets: [] as number[] };
    for (let offset = 0; offset < indices.length; offset++) {
      const { packed, place } = this.#slots[indices[offset] as number] as Slot; // the run's inputs are the slots
      if (packed !== last) {
        last = packed;
        ofLast = found.get(packed) ?? { places: [], offsets: [] };
        found.set(packed, ofLast);
      }
      ofLast.places.push(place);
      ofLast.offsets.push(offset);
    }
    return found;
  }
}

/** Ranges of the messages of a job that have no outcome for good. */
export function openRanges({ positions, records }: PackedJob): number[] {
  const open = [...records.keys()].filter((place) => !isFinal(records[place]));
  return toRanges(open, (place) => positions.indexOf(place)).flat();
}
