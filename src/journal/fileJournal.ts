import type { Clock } from "../base/clock.js";
import { CLAIM, claimRun, type Claimable, type Claims } from "./claimJournal.js";
import type { Journal, JournalSender, ReconcilableJournal, Settlement } from "./journal.js";
import { decide, isUndecided } from "./decide.js";
import type { JournalFiles } from "./journalFiles.js";
import { intentLine, senderLine } from "./journalLine.js";
import type { JournalOptions } from "./journalOptions.js";
import { outcomeLines } from "./outcomeLines.js";
import type { OwnedFile } from "./ownedFile.js";
import { readAccepted } from "./readAccepted.js";
import { readUnknowns } from "./readUnknowns.js";
import type { Recovered } from "./recover.js";
import { linesOf } from "./scanJournal.js";
import type { KnownStatus } from "./statusTable.js";

/** A journal in a file. */
export interface FileJournal
  extends
    Required<Omit<Journal, "sender" | "turn" | "paused" | "freshMs">>,
    Required<Omit<ReconcilableJournal, "sender">> {
  /** Whether the file held something already. */
  readonly resumed: boolean;
  /** The inputs by last status when the file was opened; `intended` ones will be reported as `unknown`. */
  readonly counts: Readonly<Record<KnownStatus, number>>;
  /** Where the run's messages go; undefined until its first request. */
  readonly sender: JournalSender | undefined;
}

export interface FileJournalOptions {
  readonly path: string;
  readonly own: OwnedFile;
  readonly recovered: Recovered;
  readonly retry: JournalOptions["retry"];
  readonly clock: Clock;
  /** Which clock that is; see `createClockName`. */
  readonly clockName: () => string;
  readonly files: JournalFiles;
  readonly claims: Claims;
}

export function createFileJournal({
  path,
  own,
  recovered,
  retry,
  clock,
  clockName,
  files,
  claims,
}: FileJournalOptions): FileJournal {
  const { header, resumed, table, ranges, writer } = recovered;
  let { sender } = recovered;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      await writer.flush();
    } catch (error) {
      await own.close().catch(() => undefined); // it says less than what was not written
      throw error;
    }
    await own.close();
  };
  const journal: FileJournal & Claimable = {
    runId: header.run_id,
    [CLAIM]: () => claimRun(header.run_id, claims),
    resumed,
    counts: table.counts(),
    get sender() {
      return sender;
    },
    decide: (index) => decide(table.known(index), retry),
    isDoubtful: (index) => table.isDoubtful(index),
    async bind(bound) {
      sender ??= bound;
      await writer.append([senderLine(bound)], true);
    },
    intended: () => ranges,
    async intend(indices, details) {
      const line = intentLine(indices, { at: clock.now(), clock: clockName() }, details);
      await writer.append([JSON.stringify(line)], true);
      for (const index of indices) table.set(index, "intended");
      ranges.add(line);
    },
    async settle(settlements: readonly Settlement[]) {
      for (const { index, disposition } of settlements) table.set(index, disposition.status);
      await writer.append(outcomeLines(settlements, clock.now()), false);
    },
    async *unknowns() {
      await writer.flush();
      yield* readUnknowns(linesOf(path, files), (index) => isUndecided(table.known(index)));
    },
    async *accepted(spans) {
      await writer.flush();
      yield* readAccepted(linesOf(path, files), spans);
    },
    close: () => (closing ??= close()),
  };
  return journal;
}
