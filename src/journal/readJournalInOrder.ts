import type { JournalRecord } from "./journal.js";
import { eachIndex, recordAt } from "./journalLine.js";
import { JournalLines, type LinePlace } from "./journalLines.js";
import { LastLines } from "./lastLines.js";
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
export async function* readOrderedBatches(path: string): AsyncGenerator<JournalRecord[]> {
  const last = new LastLines();
  const places = new Map<number, LinePlace>();
  let length = 0;
  for await (const scanned of scanJournal(path)) {
    if (scanned.line === undefined) continue;
    const { line, ordinal, start, end } = scanned;
    places.set(ordinal, { start, end });
    eachIndex(line, (index) => {
      last.set(index, ordinal);
      length = Math.max(length, index + 1);
    });
  }
  const lines = await JournalLines.open(path);
  try {
    let batch: JournalRecord[] = [];
    for (let index = 0; index < length; index++) {
      const ordinal = last.get(index) ?? 0;
      const place = places.get(ordinal);
      if (place === undefined) continue;
      const held = lines.held(ordinal) ?? (await lines.read(ordinal, place));
      batch.push(recordAt(held.line, index, held.placeOf(index)));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  } finally {
    await lines.close();
  }
}
