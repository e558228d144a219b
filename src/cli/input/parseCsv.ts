import Papa from "papaparse";
import { CliError } from "../cliError.js";
import type { TextPiece } from "./decodeLines.js";
import type { RowIssue } from "./row.js";

/** One record of a CSV file: the header, or a row. */
export interface CsvRecord {
  readonly cells: string[];
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  /** Whether its line ended with CR LF. */
  readonly crlf: boolean;
  readonly problem?: RowIssue;
}

const LONGEST_RECORD = 1024 * 1024;

/**
 * Reads CSV (RFC 4180) piece by piece. What a piece leaves unfinished is parsed again with the next one; so memory is
 * bounded by the longest record. Lines end with LF or CR LF, also mixed; blank lines are no records. One carriage
 * return at the very end of the last cell counts as part of the line's end.
 */
export async function* parseCsv(
  pieces: AsyncIterable<TextPiece>,
  { separator, name }: { separator: string; name: string },
): AsyncGenerator<CsvRecord[]> {
  // Papa's own streams cannot be pulled and lose count of lines. Its parser by itself is a plain function of text.
  const parser = new Papa.Parser({ delimiter: separator, newline: "\n", quoteChar: '"' });
  let rest = "";
  let line = 1;
  const parse = (text: string, isLast: boolean): CsvRecord[] => {
    const parsed = parser.parse(text, 0, !isLast) as Parsed;
    const records = toRecords(parsed, text, line);
    line = records.nextLine;
    rest = isLast ? "" : text.slice(parsed.meta.cursor);
    return records.list;
  };
  for await (const piece of pieces) {
    yield parse(rest + piece.text, false);
    if (rest.length > LONGEST_RECORD)
      throw new CliError(
        `${name}, line ${line}: the row that begins here goes on for more than ${LONGEST_RECORD} characters. ` +
          `Probably a quotation mark is not closed. Nothing was sent.`,
      );
  }
  // With a line end the parser needs no special case for the last record.
  if (rest !== "") yield parse(rest.endsWith("\n") ? rest : `${rest}\n`, true);
}

interface Parsed {
  data: string[][];
  errors: { code: string; row: number }[];
  meta: { cursor: number };
}

function toRecords(
  { data, errors }: Parsed,
  text: string,
  firstLine: number,
): { list: CsvRecord[]; nextLine: number } {
  const problems = new Map(errors.map(({ row, code }) => [row, code]));
  const mayHoldLines = text.includes('"');
  const list: CsvRecord[] = [];
  let line = firstLine;
  data.forEach((cells, place) => {
    const beginsAt = line;
    line += 1 + (mayHoldLines ? countLines(cells) : 0);
    const last = cells.at(-1) ?? "";
    const crlf = last.endsWith("\r");
    if (crlf) cells[cells.length - 1] = last.slice(0, -1);
    const code = problems.get(place);
    if (code !== undefined) list.push({ cells, line: beginsAt, crlf, problem: quoteProblem(code) });
    else if (cells.length > 1 || cells[0] !== "") list.push({ cells, line: beginsAt, crlf });
  });
  return { list, nextLine: line };
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
  return { property: "", rule: "quotes", expected: "quoted cells as in RFC 4180", received };
}
