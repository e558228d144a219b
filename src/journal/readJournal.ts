import type { JournalRecord } from "./journal.js";
import { eachIndex, recordAt, type JournalLine } from "./journalLine.js";
import { LastLines } from "./lastLines.js";
import type { JournalFiles } from "./journalFiles.js";
import { nodeFiles } from "./nodeFiles.js";
import { scanJournal } from "./scanJournal.js";

/**
 * Reads the outcomes of a finished or interrupted run: one for each input that was sent or judged, the last one
 * where there are several, in the order in which they were recorded. An input that was about to be sent when the run
 * ended is `unknown`. The file is read twice, and may be in use by a run: lines that are added meanwhile are left out.
 *
 * @throws SmnError (`journal`) for a file that is no journal, or a damaged one
 *
 * @example
 * ```ts
 * for await (const { index, status, message_id } of readJournal("codes.journal"))
 *   console.log(index, status, message_id);
 * ```
 */
export function readJournal(path: string): AsyncGenerator<JournalRecord> {
  return readJournalOn(nodeFiles, path);
}

/** The same, on any file system. */
export function readJournalOn(files: JournalFiles, path: string): AsyncGenerator<JournalRecord> {
  return lastRecords(() => scanJournal(path, files));
}

/** A line, with its place among the lines of a journal. */
interface NumberedLine {
  readonly ordinal: number;
  readonly line?: JournalLine;
}

/**
 * The last record of every input.
 *
 * @param scan reads the lines, in order; called twice
 */
export async function* lastRecords(
  scan: () => AsyncIterable<NumberedLine> | Iterable<NumberedLine>,
): AsyncGenerator<JournalRecord, undefined> {
  const last = new LastLines();
  let end = 0;
  for await (const { line, ordinal } of scan()) {
    end = ordinal;
    for (const range of line?.indices ?? []) last.setRange(range, ordinal);
  }
  for await (const { line, ordinal } of scan()) {
    if (ordinal > end) return;
    if (line === undefined) continue;
    const records: JournalRecord[] = [];
    eachIndex(line, (index, offset) => {
      if (last.get(index) === ordinal) records.push(recordAt(line, index, offset));
    });
    yield* records;
  }
}
