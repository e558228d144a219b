import type { JournalRecord } from "../../journal/journal.js";
import { readOrderedBatches } from "../../journal/readJournalInOrder.js";
import { CliError } from "../base/cliError.js";
import type { Row, Table } from "../input/row.js";
import { RecordCursor } from "../results/recordCursor.js";

/** A row of the file, and its record in the journal. */
export interface SettledRow {
  readonly row: Row;
  readonly record: JournalRecord | undefined;
}

/**
 * The rows of a file beside the records of its journal, some at a time.
 *
 * @throws CliError for a journal that knows rows which the file does not have
 */
export async function* settledRows(
  table: Table,
  journalPath: string,
  fileName: string,
  signal: AbortSignal,
): AsyncGenerator<readonly SettledRow[]> {
  const records = new RecordCursor(readOrderedBatches(journalPath));
  try {
    let last = -1;
    for await (const batch of table.batches({ signal })) {
      const settled: SettledRow[] = [];
      for (const row of batch) {
        if (records.mustRead(row.index)) await records.read(row.index);
        settled.push({ row, record: records.at(row.index) });
        last = row.index;
      }
      yield settled;
    }
    if (await records.hasMoreAfter(last))
      throw new CliError(
        `${journalPath} knows more rows than ${fileName} has, so it is the journal of another file. ` +
          "Name the right one with --journal.",
      );
  } finally {
    await records.close();
  }
}
