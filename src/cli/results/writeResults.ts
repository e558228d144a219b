import type { JournalRecord } from "../../bulk/journal.js";
import { noCounts, type Counts } from "../exitCode.js";
import { describeIssues } from "../message/describeIssues.js";
import type { Row, Table } from "../input/row.js";
import type { RowReader } from "../message/createRowReader.js";
import { createCsvLine } from "./csvLine.js";
import { RecordCursor } from "./recordCursor.js";
import { resultColumns } from "./resultColumns.js";
import type { ResultsTarget } from "./resultsTarget.js";

/**
 * Writes the rows of the input as they were, in their order, each with what became of it. A row that the journal does
 * not know was not reached: it is `unsent`.
 *
 * @param records outcomes by ascending index, many at a time
 * @returns how many rows have which status
 */
export async function writeResults(
  table: Table,
  records: AsyncIterable<readonly JournalRecord[]>,
  reader: RowReader,
  target: ResultsTarget,
): Promise<Counts> {
  const counts = noCounts();
  const lineOf = createCsvLine(table.separator);
  const toText = (cells: string[]): string => lineOf(cells) + table.lineEnd;
  const cursor = new RecordCursor(records);
  try {
    await target.write(
      (table.hasBom ? "\uFEFF" : "") +
        toText([...table.header, ...Object.values(resultColumns(table.header))]),
    );
    for await (const batch of table.batches()) {
      let lines = "";
      for (const row of batch) {
        if (cursor.mustRead(row.index)) await cursor.read(row.index);
        const known = cursor.at(row.index);
        counts[known?.status ?? "unsent"]++;
        const cells = inputCells(row, table);
        addResult(cells, known, row, reader);
        lines += toText(cells);
      }
      if (lines !== "") await target.write(lines);
    }
    await target.finish();
  } catch (error) {
    await target.discard();
    throw error;
  } finally {
    await cursor.close();
  }
  return counts;
}

function inputCells({ values }: Row, { columns }: Table): string[] {
  if (!Array.isArray(values))
    return columns.map((name) =>
      Object.hasOwn(values, name) ? toCell((values as Record<string, unknown>)[name]) : "",
    );
  const cells = values as readonly string[];
  // A row with too many or too few cells must not push the status into another column.
  return cells.length === columns.length ? cells.slice() : columns.map((_, place) => cells[place] ?? "");
}

function toCell(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** In the order of `resultColumns`. */
function addResult(cells: string[], record: JournalRecord | undefined, row: Row, reader: RowReader): void {
  if (record === undefined) {
    cells.push("unsent", "", "", "not reached", "");
    return;
  }
  const { status, message_id = "", code = "", reason = "", request_id = "" } = record;
  if (status !== "invalid") {
    cells.push(status, message_id, code, reason, request_id);
    return;
  }
  // The journal keeps little of an invalid row; the row itself still says everything.
  const read = reader.read(row);
  if (!("issues" in read)) cells.push(status, "", code, reason, "");
  else {
    const why = `line ${row.line}: ${describeIssues(read.issues)}`;
    cells.push(status, "", read.issues[0]?.rule ?? code, why, "");
  }
}
