import type { JournalRecord } from "../../bulk/journal.js";
import { readJournalInOrder } from "../../bulk/readJournalInOrder.js";
import { CliError } from "../cliError.js";
import type { Row, Table } from "../input/row.js";

/** A row of the file, and what the journal knows of it. */
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
  const records = readJournalInOrder(journalPath);
  try {
    let next = await records.next();
    let last = -1;
    for await (const batch of table.batches({ signal })) {
      const settled: SettledRow[] = [];
      for (const row of batch) {
        while (next.done !== true && next.value.index < row.index) next = await records.next();
        const isKnown = next.done !== true && next.value.index === row.index;
        settled.push({ row, record: isKnown ? (next.value as JournalRecord) : undefined });
        last = row.index;
      }
      yield settled;
    }
    while (next.done !== true && next.value.index <= last) next = await records.next();
    if (next.done !== true)
      throw new CliError(
        `${journalPath} knows more rows than ${fileName} has, so it is the journal of another file. ` +
          "Name the right one with --journal.",
      );
  } finally {
    await records.return(undefined);
  }
}
