import { isPlausibleNumber } from "../../messages/phoneNumber.js";
import { CliError } from "../base/cliError.js";
import { cleanName } from "./columnNames.js";
import type { CsvRecord } from "./csvRecord.js";
import { decodeLines, type Encoding, type TextPiece } from "./decodeLines.js";
import { decodeUtf16 } from "./decodeUtf16.js";
import type { FileKind } from "./fileKind.js";
import type { InputFile } from "./inputFile.js";
import { odd } from "./oddCharacters.js";
import { parseCsv } from "./parseCsv.js";
import type { PassOptions, Row, RowIssue, Table } from "./row.js";
import { swallowedRow } from "./swallowedRows.js";
import { widthProblem } from "./widthProblem.js";

const BOM = "\uFEFF";
const UTF8_BOM = Buffer.from(BOM);
const DEFAULT_SEPARATOR = ",";
/** Old programs end a file with it. */
const END_OF_FILE = "\u001a";
/** Those that `--separator` takes. */
export const SEPARATORS: readonly string[] = [",", ";", "\t", "|"];

export interface CsvOptions {
  readonly kind: Exclude<FileKind, "workbook">;
  /** Of a file that is not UTF-16. */
  readonly encoding: Encoding;
  /** Default: the one that a line `sep=;` names, a tab where only tabs are in the header, else a comma. */
  readonly separator: string | undefined;
}

/** Opens a CSV file: its first line names the columns. Throws `CliError` when it does not. */
export async function openCsvTable(file: InputFile, options: CsvOptions): Promise<Table> {
  const pieces = (pass: PassOptions): AsyncGenerator<TextPiece> => {
    const bytes = watched(file.bytes(pass.signal), pass.onBytes);
    const isText = options.kind === "text";
    const text = isText ? bytes : decodeUtf16(bytes, options.kind, file.name);
    return withoutBom(decodeLines(text, isText ? options.encoding : "utf-8", file.name));
  };
  const { separator, hasSeparatorLine } = await separatorOf(pieces({}), options.separator, file.name);
  const records = async function* (pass: PassOptions): AsyncGenerator<CsvRecord[]> {
    let isLastLineEnded = true;
    let blankRows = 0;
    let mustSkip = hasSeparatorLine;
    const parsed = parseCsv(pieces(pass), {
      separator,
      name: file.name,
      withRaw: pass.withRaw === true,
      onEnd: (end) => ({ isLastLineEnded } = end),
    });
    for await (const batch of parsed) {
      const found = mustSkip ? batch.slice(1) : batch;
      if (batch.length > 0) mustSkip = false;
      const rows = found.some(isBlank) ? found.filter((record) => !isBlank(record)) : found;
      blankRows += found.length - rows.length;
      yield rows;
    }
    pass.onEnd?.({ blankRows, isLastLineEnded });
  };
  const header = await readHeader(records({}), file.name);
  const columns = header.values.map(cleanName);
  const places = new Map(columns.map((name, place) => [name, place]));

  async function* batches(pass: PassOptions = {}): AsyncGenerator<readonly Row[]> {
    let index = 0;
    let isHeaderNext = true;
    for await (const batch of records(pass)) {
      const found = isHeaderNext ? batch.slice(1) : batch;
      if (batch.length > 0) isHeaderNext = false;
      const rows = found.map((record) => toRow(record, index++, columns, separator));
      if (rows.length > 0) yield rows;
    }
  }

  return {
    columns,
    header: header.values,
    hasHeader: true,
    unit: "line",
    ...(hasSeparatorLine && { layout: "sep" }),
    separator,
    lineEnd: header.crlf ? "\r\n" : "\n",
    // Spreadsheets take a file without the mark for one in the encoding of the system.
    hasBom: options.kind !== "text" || options.encoding !== "utf-8" || startsWithBom(file.head),
    reader(column) {
      if (columns.indexOf(column) !== columns.lastIndexOf(column))
        throw new CliError(
          `${file.name}: two columns are named ${column}. Rename one of them. Nothing was sent.`,
        );
      const place = places.get(column);
      return place === undefined ? undefined : ({ values }) => (values as readonly unknown[])[place];
    },
    batches,
  };
}

function startsWithBom(head: Buffer): boolean {
  return UTF8_BOM.equals(head.subarray(0, UTF8_BOM.length));
}

/** Spreadsheets write rows of nothing but separators below a table. */
function isBlank({ values, problem, odd: kinds = odd.blank }: CsvRecord): boolean {
  if (problem !== undefined) return false;
  if (values[0] !== "" && values.length > 1 && (kinds & odd.blank) === 0) return false;
  if (values.length === 1 && values[0] === END_OF_FILE) return true;
  for (const cell of values) if (cell !== "" && cell.trim() !== "") return false;
  return true;
}

/** A record as a row: it must have as many cells as the header. */
function toRow(record: CsvRecord, index: number, columns: readonly string[], separator: string): Row {
  const width = columns.length;
  const { line, lastLine, values, raw, problem, odd: kinds } = record;
  const found =
    problem ??
    (lastLine > line ? swallowedRow(values, separator) : undefined) ??
    (values.length === width ? repeatedHeader(record, columns) : widthProblem(values, width, separator));
  // Most have nothing else: an object that is put together of others takes several times as long.
  const row = { index, line, values, raw, odd: kinds };
  if (lastLine === line && found === undefined) return row;
  return {
    ...row,
    ...(lastLine > line && { lastLine }),
    ...(found !== undefined && { problem: found }),
  };
}

/** Files that were put together have their first lines in the middle. */
function repeatedHeader(
  { values, odd: kinds = odd.blank }: CsvRecord,
  columns: readonly string[],
): RowIssue | undefined {
  const last = columns.length - 1;
  const cell = values[last] ?? "";
  const name = columns[last] ?? "";
  if (name === "" || cell.length < name.length) return undefined;
  if ((kinds & odd.blank) === 0 ? cell !== name : cell.trim() !== name) return undefined;
  if (!values.every((cell, place) => cleanName(cell) === columns[place])) return undefined;
  return {
    property: "",
    rule: "header",
    expected: "a message",
    received: "the names of the columns once more: were files put together?",
  };
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

/** The separator, by the option or by the first line. Excel writes and reads a first line `sep=;`. */
async function separatorOf(
  pieces: AsyncIterable<TextPiece>,
  wanted: string | undefined,
  name: string,
): Promise<{ separator: string; hasSeparatorLine: boolean }> {
  const first = (await firstLine(pieces)) ?? "";
  const named = /^"?sep=(.)"?$/i.exec(first)?.[1];
  if (named !== undefined) {
    if (!SEPARATORS.includes(named))
      throw new CliError(
        `${name}, line 1 says that cells are separated by ${named}. Save it with commas. Nothing was sent.`,
      );
    if (wanted !== undefined && wanted !== named)
      throw new CliError(
        `${name}, line 1 says that cells are separated by ${named}, and --separator names another character. ` +
          "Leave --separator out. Nothing was sent.",
      );
    return { separator: named, hasSeparatorLine: true };
  }
  const onlyTabs = first.includes("\t") && !/[,;|]/.test(first);
  return { separator: wanted ?? (onlyTabs ? "\t" : DEFAULT_SEPARATOR), hasSeparatorLine: false };
}

async function firstLine(pieces: AsyncIterable<TextPiece>): Promise<string | undefined> {
  for await (const { text } of pieces) {
    const line = text.split("\n").find((one) => one.trim() !== "");
    if (line !== undefined) return line.replace(/\r+$/, "");
  }
  return undefined;
}

async function readHeader(batches: AsyncGenerator<CsvRecord[]>, name: string): Promise<CsvRecord> {
  for await (const [header] of batches) {
    if (header === undefined) continue;
    if (header.problem !== undefined) {
      const other = /"(;|\||\t)"/.exec(header.values.join())?.[1];
      const hint =
        other === undefined
          ? ""
          : ` Cells seem to be separated by ${other === "\t" ? "tabs: add --separator tab" : `${other} : add --separator '${other}'`}.`;
      throw new CliError(
        `${name}, line ${header.line}: the names of the columns hold ${header.problem.received}. Nothing was sent.${hint}`,
      );
    }
    if (header.values.some((cell) => cell.includes("\r")))
      throw new CliError(
        `${name}: lines end with CR alone. Save it with LF or CR LF line ends. Nothing was sent.`,
      );
    checkHeaderCells(header.values, `${name}: line ${header.line}`);
    return header;
  }
  throw new CliError(
    `${name} is empty. Its first line has to name the columns, for instance: endpoint,message`,
  );
}

/** A file without a header would lose its first message, and its cells must not be shown as names of columns. */
export function checkHeaderCells(cells: readonly string[], where: string): void {
  const holdsNumber = cells.some((cell) =>
    cell.split(/[,;|\t，；\u2028\u2029\u0085]/).some((part) => isPlausibleNumber(part.trim())),
  );
  if (holdsNumber)
    throw new CliError(
      `${where} looks like a message, not like names of columns. ` +
        `The first line has to name the columns, for instance: endpoint,message. Nothing was sent.`,
    );
}
