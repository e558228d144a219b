import type { JournalRecord } from "../../journal/journal.js";
import { noCounts, type Counts } from "../base/exitCode.js";
import type { Table } from "../input/row.js";
import type { RowReader } from "../rows/createRowReader.js";
import { RecordCursor } from "./recordCursor.js";
import { createResultLines } from "./resultLines.js";
import { complete, type ResultsTarget } from "./resultsTarget.js";
import { TextBlocks } from "./textBlocks.js";

/**
 * Writes the unchanged rows of the input, in their order, each with its outcome. A row without one was not reached: it
 * is `unsent`.
 *
 * @param records of the journal, by ascending index, many at a time
 * @param outcomeOf makes the outcome of a row from its record
 * @returns how many rows have which status
 */
export async function writeResults(
  table: Table,
  records: AsyncIterable<readonly JournalRecord[]>,
  reader: RowReader,
  target: ResultsTarget,
  outcomeOf: (index: number, record: JournalRecord | undefined) => JournalRecord | undefined = (_, record) =>
    record,
): Promise<Counts> {
  const counts = noCounts();
  const lines = createResultLines(table, reader);
  const cursor = new RecordCursor(records);
  const blocks = new TextBlocks(target);
  const write = async (): Promise<Counts> => {
    blocks.add(lines.head());
    for await (const batch of table.batches({ withRaw: true })) {
      for (const row of batch) {
        if (cursor.mustRead(row.index)) await cursor.read(row.index);
        const known = outcomeOf(row.index, cursor.at(row.index));
        counts[known?.status ?? "unsent"]++;
        if (blocks.add(lines.line(row, known))) await blocks.write();
      }
    }
    await blocks.write();
    return counts;
  };
  try {
    return await complete(target, write);
  } finally {
    await cursor.close();
  }
}
