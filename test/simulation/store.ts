import type { Journal, JournalRecord, ReconcilableJournal } from "../../src/journal/journal.js";
import type { Random } from "./random.js";
import type { SimProcess } from "./simProcess.js";

/** A journal that a process has opened. */
export type OpenJournal = Journal & ReconcilableJournal;

/** What a process has to open a journal with. */
export interface Opener {
  readonly process: SimProcess;
  readonly random: Random;
}

/** Where journals are kept, and what can go wrong there. */
export interface SimStore {
  /** Opens the journal of the run. */
  open(opener: Opener): Promise<OpenJournal>;
  /** Opens what `reconcile` needs. */
  openToReconcile(opener: Opener): Promise<ReconcilableJournal & { close?(): Promise<void> }>;
  /** What is recorded, for somebody who only looks; undefined where there is no record yet. */
  records(look: () => Opener): AsyncIterable<JournalRecord> | undefined;
  /** A life begins, in which things may go wrong, or nothing does. */
  beginLife(isTroubled: boolean): void;
  /** It is over. */
  endLife(): void;
  /** The power failed. @returns whether a journal may be damaged by it */
  powerFailure(): boolean;
  /** Nobody is alive who has the journal. @returns how long it is locked all the same, in milliseconds */
  unlock(): number;
  /** Takes the journal away from the run that writes it. @returns false where nobody has it */
  tamper?(how: Tampering, isAlive: (pid: string) => boolean): boolean;
}

/** How somebody interferes with a journal. */
export type Tampering = "removed" | "renamed" | "replaced" | "unlocked";
