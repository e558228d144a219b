import { CliError } from "../base/cliError.js";
import { watched, withoutBom } from "./csvTable.js";
import { decodeLines, type Encoding } from "./decodeLines.js";
import { decodeUtf16 } from "./decodeUtf16.js";
import type { FileKind } from "./fileKind.js";
import type { InputFile } from "./inputFile.js";
import { jsonRow } from "./jsonRow.js";
import type { PassOptions, Row, Table } from "./row.js";

const MOST_COLUMNS = 500;

export interface JsonLinesOptions {
  readonly kind: Exclude<FileKind, "workbook">;
  readonly encoding: Encoding;
}

/** Opens a file with one JSON object in each line. Its columns are known after the first pass. */
export function openJsonLinesTable(file: InputFile, { kind, encoding }: JsonLinesOptions): Table {
  const columns = new Set<string>();

  async function* batches(options: PassOptions = {}): AsyncGenerator<readonly Row[]> {
    let index = 0;
    let isLastLineEnded = true;
    const bytes = watched(file.bytes(options.signal), options.onBytes);
    const lines =
      kind === "text"
        ? decodeLines(bytes, encoding, file.name)
        : decodeLines(decodeUtf16(bytes, kind, file.name), "utf-8", file.name);
    for await (const { text, line } of withoutBom(lines)) {
      const rows: Row[] = [];
      isLastLineEnded = text.endsWith("\n");
      text.split("\n").forEach((one, place) => {
        if (one.trim() === "") return;
        if (index === 0) checkFirstLine(one.trim(), file.name);
        rows.push(jsonRow(one, index++, line + place));
      });
      for (const { values } of rows) for (const name of Object.keys(values)) columns.add(name);
      if (columns.size > MOST_COLUMNS)
        throw new CliError(
          `${file.name}: more than ${MOST_COLUMNS} different names. Is every line one message? Nothing was sent.`,
        );
      yield rows;
    }
    options.onEnd?.({ blankRows: 0, isLastLineEnded });
  }

  return {
    get columns() {
      return [...columns];
    },
    get header() {
      return [...columns];
    },
    hasHeader: false,
    unit: "line",
    separator: ",",
    lineEnd: "\n",
    hasBom: kind !== "text" || encoding !== "utf-8",
    reader:
      (column) =>
      ({ values }) =>
        Object.hasOwn(values, column) ? (values as Record<string, unknown>)[column] : undefined,
    batches,
  };
}

/** JSON that is laid out otherwise: every one of its lines would be invalid, and say something else. */
function checkFirstLine(line: string, name: string): void {
  const form = formOf(line);
  if (form === undefined) return;
  throw new CliError(
    `${name} is ${form}, not JSON Lines: one object in each line. Nothing was sent. ` +
      `Rewrite it, for instance: jq -c '${line.startsWith("[") ? ".[]" : "."}' ${name} > people.jsonl`,
  );
}

function formOf(line: string): string | undefined {
  if (line.startsWith("[")) return "a JSON array";
  if (/^\{\s*(?:"[^"]*"\s*:[^}]*)?$/.test(line)) return "JSON that is spread over several lines";
  return undefined;
}
