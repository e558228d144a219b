import { isRecord } from "../../base/errorBody.js";
import { CliError } from "../base/cliError.js";
import { watched, withoutBom } from "./csvTable.js";
import { decodeLines, type Encoding } from "./decodeLines.js";
import type { InputFile } from "./inputFile.js";
import type { PassOptions, Row, RowIssue, Table } from "./row.js";

const MOST_COLUMNS = 500;

/** Opens a file with one JSON object in each line. Its columns are known after the first pass. */
export function openJsonLinesTable(file: InputFile, { encoding }: { encoding: Encoding }): Table {
  const columns = new Set<string>();

  async function* batches(options: PassOptions = {}): AsyncGenerator<readonly Row[]> {
    let index = 0;
    const bytes = watched(file.bytes(options.signal), options.onBytes);
    for await (const { text, line } of withoutBom(decodeLines(bytes, encoding, file.name))) {
      const rows: Row[] = [];
      text.split("\n").forEach((one, place) => {
        if (one.trim() !== "") rows.push(toRow(one, index++, line + place));
      });
      for (const { values } of rows) for (const name of Object.keys(values)) columns.add(name);
      if (columns.size > MOST_COLUMNS)
        throw new CliError(
          `${file.name}: more than ${MOST_COLUMNS} different names. Is every line one message?`,
        );
      yield rows;
    }
  }

  return {
    get columns() {
      return [...columns];
    },
    get header() {
      return [...columns];
    },
    hasHeader: false,
    separator: ",",
    lineEnd: "\n",
    hasBom: false,
    reader:
      (column) =>
      ({ values }) =>
        Object.hasOwn(values, column) ? (values as Record<string, unknown>)[column] : undefined,
    batches,
  };
}

function toRow(text: string, index: number, line: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { index, line, values: {}, problem: problem("JSON", "a line that is not JSON") };
  }
  if (isRecord(value) && !Array.isArray(value)) return { index, line, values: value };
  return { index, line, values: {}, problem: problem("a JSON object", "JSON of another type") };
}

function problem(expected: string, received: string): RowIssue {
  return { property: "", rule: "json", expected, received };
}
