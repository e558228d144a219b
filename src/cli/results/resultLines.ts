import type { JournalRecord } from "../../journal/journal.js";
import { odd } from "../input/oddCharacters.js";
import { SourceNumber, UnusableValue, type Row, type Table } from "../input/row.js";
import type { RowReader } from "../rows/createRowReader.js";
import { describeIssues } from "../rows/describeIssues.js";
import { createCsvLine } from "./csvLine.js";
import { harmlessCell } from "./harmlessCell.js";
import { resultColumns } from "./resultColumns.js";

/** The reason of rows that no run came to. */
export const NOT_REACHED = "not reached";
/** The same, where another run may have come to them meanwhile. */
export const NOT_REACHED_WHEN_LOST =
  "not reached before the journal of the run was lost, but another run may have sent it";
/** The same, where nobody took the journal, but it cannot be read. */
export const NOT_REACHED_WHEN_UNREADABLE =
  "not reached by the run, but its journal could not be read, and another run may have sent it";

/** Kinds of characters for which a line may have to be written otherwise: blanks, line ends, quotation marks. */
const MAY_NEED_CARE = odd.blank | odd.marks;
/** As the service makes them: nothing that a spreadsheet takes for a formula, and nothing that needs quotes. */
const PLAIN_ID = /^[0-9A-Za-z][0-9A-Za-z_-]*$/;

/** Writes the lines of the results. A line is the unchanged row and its outcome, with its line end. */
export interface ResultLines {
  /** The first line: the columns of the input, and those that the results add. */
  head(): string;
  /** A row without a record was not reached, so it is `unsent`. */
  line(row: Row, record: JournalRecord | undefined): string;
}

export function createResultLines(table: Table, reader: RowReader): ResultLines {
  const { separator, lineEnd, hasBom } = table;
  const width = table.columns.length;
  const lineOf = createCsvLine(separator);
  const endingOf = (...cells: string[]): string => separator + lineOf(cells.map(harmlessCell)) + lineEnd;
  const accepted = `${separator}accepted${separator}`;
  /** The end of all accepted rows of a request. */
  let last = { request_id: "", text: endingOf("", "", "") };

  const rowText = (row: Row): string => {
    const { values, raw, odd: kinds = MAY_NEED_CARE } = row;
    const isPlain = raw !== undefined && (values as readonly string[]).length === width;
    if (isPlain && (kinds & MAY_NEED_CARE) === 0) return raw;
    return isPlain ? lineOf.of(values as readonly string[], raw) : lineOf(inputCells(row, table));
  };
  const ending = ({
    status,
    message_id = "",
    code = "",
    reason = "",
    request_id = "",
  }: JournalRecord): string => {
    if (status !== "accepted") return endingOf(status, message_id, code, reason, request_id);
    if (request_id !== last.request_id) last = { request_id, text: endingOf("", "", request_id) };
    const id = PLAIN_ID.test(message_id) ? message_id : lineOf.cell(harmlessCell(message_id));
    return accepted + id + last.text;
  };
  return {
    head: () =>
      (hasBom ? "\uFEFF" : "") +
      lineOf([...table.header, ...Object.values(resultColumns(table.header))]) +
      lineEnd,
    line(row, record) {
      if (record === undefined) return rowText(row) + endingOf("unsent", "", "", NOT_REACHED, "");
      if (record.status !== "invalid") return rowText(row) + ending(record);
      return rowText(row) + endingOf("invalid", "", ...whyInvalid(record, row, reader, table.unit), "");
    },
  };
}

/** The cells of a row, as the results repeat them. */
export function inputCells({ values }: Row, { columns }: Table): string[] {
  if (!Array.isArray(values))
    return columns.map((name) =>
      Object.hasOwn(values, name) ? toCell((values as Record<string, unknown>)[name]) : "",
    );
  const cells = (values as readonly unknown[]).map(toCell);
  // A row with too many or too few cells must not push the status into another column.
  return cells.length === columns.length ? cells : columns.map((_, place) => cells[place] ?? "");
}

function toCell(value: unknown): string {
  if (value instanceof SourceNumber || value instanceof UnusableValue) return value.source;
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function linesText({ line, lastLine }: Row, unit: string): string {
  return lastLine === undefined ? `${unit} ${line}` : `${unit}s ${line} to ${lastLine}`;
}

/** Code and reason. The journal keeps little of an invalid row; the row itself still says everything. */
function whyInvalid(
  { code = "", reason = "" }: JournalRecord,
  row: Row,
  reader: RowReader,
  unit: string,
): [string, string] {
  const read = reader.read(row);
  if (!("issues" in read)) return [code, reason];
  return [read.issues[0]?.rule ?? code, `${linesText(row, unit)}: ${describeIssues(read.issues)}`];
}
