import type { JournalRecord } from "./journal.js";
import { recordAt } from "./journalLine.js";
import { JournalLines, type HeldLine, type LineSpan } from "./journalLines.js";
import { LastLines } from "./lastLines.js";
import type { JournalFiles } from "./journalFiles.js";
import { nodeFiles } from "./nodeFiles.js";
import { scanJournal } from "./scanJournal.js";

/** Records that are handed out together. */
const BATCH = 1_000;

/**
 * Reads the outcomes of a run in the order of its inputs. Memory grows by four bytes for each input: the lines of the
 * file are read again at the position of an input's last outcome.
 *
 * @throws SmnError (`journal`) as `readJournal` does
 *
 * @example
 * ```ts
 * for await (const { index, status } of readJournalInOrder("codes.journal")) console.log(index, status);
 * ```
 */
export async function* readJournalInOrder(path: string): AsyncGenerator<JournalRecord> {
  for await (const records of readOrderedBatches(path)) yield* records;
}

/** The same, many at a time. */
export async function* readOrderedBatches(
  path: string,
  files: JournalFiles = nodeFiles,
): AsyncGenerator<JournalRecord[]> {
  const last = new LastLines();
  const spans = new Map<number, LineSpan>();
  let length = 0;
  for await (const { line, ordinal, start, end } of scanJournal(path, files)) {
    if (line === undefined) continue;
    spans.set(ordinal, { start, end });
    for (const range of line.indices) {
      last.setRange(range, ordinal);
      length = Math.max(length, range[1] + 1);
    }
  }
  const lines = await JournalLines.open(path, files);
  try {
    let batch: JournalRecord[] = [];
    /** The line of the index before: most have the same one. */
    let known = 0;
    let held: HeldLine | undefined;
    for (let index = 0; index < length; index++) {
      const ordinal = last.get(index);
      if (ordinal !== known || held === undefined) {
        const span = spans.get(ordinal);
        if (span === undefined) continue;
        held = lines.held(ordinal) ?? (await lines.read(ordinal, span));
        known = ordinal;
      }
      batch.push(recordAt(held.line, index, held.offsetOf(index)));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  } finally {
    await lines.close();
  }
}
