import { isPlausibleNumber } from "../../messages/phoneNumber.js";
import { CliError } from "../base/cliError.js";
import { decodeLines, type Encoding, type TextPiece } from "./decodeLines.js";
import type { InputFile } from "./inputFile.js";
import { parseCsv, type CsvRecord } from "./parseCsv.js";
import type { PassOptions, Row, RowIssue, Table } from "./row.js";

const BOM = "\uFEFF";
const UTF8_BOM = Buffer.from(BOM);

/** Opens a CSV file: its first line names the columns. Throws `CliError` when it does not. */
export async function openCsvTable(
  file: InputFile,
  { separator, encoding }: { separator: string; encoding: Encoding },
): Promise<Table> {
  const records = (options: PassOptions): AsyncGenerator<CsvRecord[]> => {
    const pieces = decodeLines(watched(file.bytes(options.signal), options.onBytes), encoding, file.name);
    return parseCsv(withoutBom(pieces), { separator, name: file.name, withRaw: options.withRaw === true });
  };
  const header = await readHeader(records({}), file.name);
  const columns = header.values.map((name) => name.trim());
  const places = new Map(columns.map((name, place) => [name, place]));

  async function* batches(options: PassOptions = {}): AsyncGenerator<readonly Row[]> {
    let index = 0;
    let isHeaderNext = true;
    for await (const batch of records(options)) {
      const rows = (isHeaderNext ? batch.slice(1) : batch).map((record) =>
        toRow(record, index++, columns.length),
      );
      if (batch.length > 0) isHeaderNext = false;
      if (rows.length > 0) yield rows;
    }
  }

  return {
    columns,
    header: header.values,
    hasHeader: true,
    separator,
    lineEnd: header.crlf ? "\r\n" : "\n",
    hasBom: file.head.subarray(0, 3).equals(UTF8_BOM),
    reader(column) {
      if (columns.indexOf(column) !== columns.lastIndexOf(column))
        throw new CliError(`${file.name}: two columns are named ${column}. Rename one of them.`);
      const place = places.get(column);
      return place === undefined ? undefined : ({ values }) => (values as readonly unknown[])[place];
    },
    batches,
  };
}

/** A record as a row: it must have as many cells as the header. */
function toRow(record: CsvRecord, index: number, width: number): Row {
  const { line, values, raw, problem } = record;
  const found = problem ?? (values.length === width ? undefined : widthProblem(width, values.length));
  return { index, line, values, raw, ...(found !== undefined && { problem: found }) };
}

function widthProblem(width: number, found: number): RowIssue {
  const expected = `${width} cells, as in the first line`;
  return { property: "", rule: "cells", expected, received: `${found} cells` };
}

/** Lets a function see the bytes that pass. */
export async function* watched(
  bytes: AsyncIterable<Buffer>,
  onBytes: ((bytes: Uint8Array) => void) | undefined,
): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    onBytes?.(chunk);
    yield chunk;
  }
}

/** Removes the mark that some programs put before the first character. */
export async function* withoutBom(pieces: AsyncIterable<TextPiece>): AsyncGenerator<TextPiece> {
  let isFirst = true;
  for await (const piece of pieces) {
    const marked = isFirst && piece.text.startsWith(BOM);
    isFirst = false;
    yield marked ? { ...piece, text: piece.text.slice(1) } : piece;
  }
}

async function readHeader(batches: AsyncGenerator<CsvRecord[]>, name: string): Promise<CsvRecord> {
  for await (const [header] of batches) {
    if (header === undefined) continue;
    if (header.problem !== undefined)
      throw new CliError(
        `${name}, line ${header.line}: the names of the columns hold ${header.problem.received}.`,
      );
    if (header.values.some((cell) => cell.includes("\r")))
      throw new CliError(`${name}: lines end with CR alone. Save it with LF or CR LF line ends.`);
    if (header.values.some((cell) => isPlausibleNumber(cell.trim())))
      throw new CliError(
        `${name}: line ${header.line} looks like a message, not like names of columns. ` +
          `The first line has to name the columns, for instance: endpoint,message`,
      );
    return header;
  }
  throw new CliError(
    `${name} is empty. Its first line has to name the columns, for instance: endpoint,message`,
  );
}
