import { GrowingArray } from "../base/growingArray.js";
import type { JournalSender } from "../journal/journal.js";
import { eachIndex } from "../journal/journalLine.js";
import { IntendedRanges } from "../journal/intendedRanges.js";
import { StatusTable, type KnownStatus } from "../journal/statusTable.js";
import type { StoredLine } from "./storedLine.js";

/** Messages by state. */
export type Totals = Readonly<Record<KnownStatus, number>>;

const NONE: Totals = { intended: 0, accepted: 0, rejected: 0, invalid: 0, unsent: 0, unknown: 0 };

/** What the database says of a job that was claimed. */
export interface Claim {
  readonly id: string;
  readonly key: string;
  readonly run: string | null;
  readonly worker: string;
  readonly lines: number;
  /** How many it was planned with; null for a run with a journal. */
  readonly messages: number | null;
  readonly project: string | null;
  readonly address: string | null;
}

/** A write of which nobody knows whether it was recorded, because its connection broke. */
interface Uncertain {
  readonly stamp: string;
  readonly totals: Totals;
}

/** A job, or a run, that this process has. */
export class JobState {
  readonly claim: Claim;
  /** The last status of each position. What a worker that is gone had intended is `intended`. */
  readonly table: StatusTable = new StatusTable();
  readonly ranges: IntendedRanges = new IntendedRanges();
  /** How many writes of this worker are recorded; each write names its number, so that none is recorded twice. */
  seq = 0;
  /** Where the messages go, once it is known. */
  sender: JournalSender | undefined;
  /** How often its messages were about to leave, of all workers. */
  marks = 0;
  /** Set when it was found that another worker has it. */
  isLost = false;
  /**
   * Set when outcomes could not be recorded. Nothing is written of it any more: the totals would count what no line says,
   * and its messages are to become unknown when the lease is over.
   */
  hasGap = false;
  /** Changes by this worker, as they are in memory, and as they are recorded. */
  readonly #totals: Record<KnownStatus, number> = { ...NONE };
  #recorded: Totals = NONE;
  readonly #uncertain: Uncertain[] = [];
  /** 1 for each position that this process itself intended. */
  readonly #mine = new GrowingArray(Uint8Array);

  constructor(claim: Claim) {
    this.claim = claim;
    const { project, address } = claim;
    if (project !== null && address !== null) this.sender = { project, address };
  }

  /** Replays a line of an earlier worker. */
  load({ line, isSwept }: StoredLine): void {
    const status = isSwept ? "intended" : line.status;
    eachIndex(line, (index) => this.table.set(index, status));
    if (line.status !== "intended") return;
    this.ranges.add(line);
    this.marks++;
  }

  /** Whether another worker intended it, and nobody knows more. */
  isOpenOfOthers(index: number): boolean {
    const status = this.table.get(index);
    return (status === "intended" || status === "unknown") && this.#mine.get(index) === 0;
  }

  /** Whether this worker intended it, and it has no outcome yet. */
  isUnderWay(index: number): boolean {
    return this.table.get(index) === "intended" && this.#mine.get(index) === 1;
  }

  /** Notes a new status of this worker's. */
  set(index: number, status: KnownStatus): void {
    const before = this.table.get(index);
    // It was swept when the job was claimed.
    const counted = before === "intended" && this.#mine.get(index) === 0 ? "unknown" : before;
    if (status === "intended") this.#mine.set(index, 1);
    this.table.set(index, status);
    if (counted !== undefined) this.#totals[counted]--;
    this.#totals[status]++;
  }

  /** The totals of a write. */
  snapshot(): Totals {
    return { ...this.#totals };
  }

  /** What a write with these totals changes. */
  changeTo(totals: Totals): Totals {
    const change = { ...totals };
    for (const name of Object.keys(NONE) as KnownStatus[]) change[name] -= this.#recorded[name];
    return change;
  }

  /** A write was recorded. */
  recorded(totals: Totals): void {
    this.seq++;
    this.#recorded = totals;
    this.#uncertain.length = 0;
  }

  /** A write failed, and may be recorded nevertheless, also later. */
  doubt(write: Uncertain): void {
    this.#uncertain.push(write);
  }

  /** Finds that one of the writes in doubt was recorded. */
  wasRecorded(stamp: string | null): boolean {
    const write = this.#uncertain.find((one) => one.stamp === stamp);
    if (write === undefined) return false;
    this.recorded(write.totals);
    return true;
  }
}
