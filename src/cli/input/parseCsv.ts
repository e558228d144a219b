import Papa from "papaparse";
import { CliError } from "../base/cliError.js";
import type { CsvRecord } from "./csvRecord.js";
import type { TextPiece } from "./decodeLines.js";
import { plainRecords } from "./plainRecords.js";
import type { RowIssue } from "./row.js";

export interface ParseOptions {
  readonly separator: string;
  /** Of the file, for errors. */
  readonly name: string;
  readonly withRaw?: boolean;
  readonly onEnd?: (end: { isLastLineEnded: boolean }) => void;
}

/** The rule of rows whose quotes are damaged: the end and the cells of such a row are a guess. */
export const DAMAGED_QUOTES = "quotes";

const LONGEST_RECORD = 1024 * 1024;

/**
 * Reads CSV (RFC 4180) piece by piece. The unfinished end of a piece is parsed again with the next one; so memory is
 * bounded by the longest record. Lines end with LF or CR LF, also mixed; blank lines are no records. Carriage
 * returns at the very end of the last cell count as part of the line's end.
 */
export async function* parseCsv(
  pieces: AsyncIterable<TextPiece>,
  { separator, name, withRaw = false, onEnd }: ParseOptions,
): AsyncGenerator<CsvRecord[]> {
  // Papa's own streams cannot be pulled and lose count of lines. Its parser by itself is a plain function of text.
  const parser = new Papa.Parser({ delimiter: separator, newline: "\n", quoteChar: '"' });
  let rest = "";
  let line = 1;
  const parse = (text: string, isLast: boolean): CsvRecord[] => {
    if (!text.includes('"')) {
      const plain = plainRecords(text, { separator, line, withRaw });
      ({ nextLine: line, rest } = plain);
      return plain.records;
    }
    const parsed = parser.parse(text, 0, !isLast) as Parsed;
    const { records, nextLine } = toRecords(parsed, line);
    line = nextLine;
    rest = isLast ? "" : text.slice(parsed.meta.cursor);
    return records;
  };
  for await (const piece of pieces) {
    yield parse(rest + piece.text, false);
    if (rest.length > LONGEST_RECORD)
      throw new CliError(
        `${name}, line ${line}: the row that begins here goes on for more than ${LONGEST_RECORD} characters. ` +
          `Probably a quotation mark is not closed. Nothing was sent.`,
      );
  }
  onEnd?.({ isLastLineEnded: rest === "" || rest.endsWith("\n") });
  // With a line end the parser needs no special case for the last record.
  if (rest !== "") yield parse(rest.endsWith("\n") ? rest : `${rest}\n`, true);
}

interface Parsed {
  data: string[][];
  errors: { code: string; row: number }[];
  meta: { cursor: number };
}

function toRecords({ data, errors }: Parsed, firstLine: number): { records: CsvRecord[]; nextLine: number } {
  const problems = new Map(errors.map(({ row, code }) => [row, code]));
  const records: CsvRecord[] = [];
  let line = firstLine;
  for (let place = 0; place < data.length; place++) {
    const values = data[place] as string[];
    const beginsAt = line;
    line += 1 + countLines(values);
    const last = values.at(-1) ?? "";
    const crlf = last.endsWith("\r");
    if (crlf) values[values.length - 1] = last.replace(/\r+$/, "");
    const code = problems.get(place);
    if (code === undefined && values.length === 1 && values[0] === "") continue;
    const record = { line: beginsAt, lastLine: line - 1, values, crlf };
    records.push(code === undefined ? record : { ...record, problem: quoteProblem(code) });
  }
  return { records, nextLine: line };
}

function countLines(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells)
    for (let at = cell.indexOf("\n"); at !== -1; at = cell.indexOf("\n", at + 1)) count++;
  return count;
}

function quoteProblem(code: string): RowIssue {
  const received =
    code === "MissingQuotes"
      ? "a quotation mark that is never closed, so that the rest of the file became one cell"
      : "a quotation mark inside a quoted cell that is not doubled";
  return { property: "", rule: DAMAGED_QUOTES, expected: "quoted cells as in RFC 4180", received };
}
