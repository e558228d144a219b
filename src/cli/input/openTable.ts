import { CliError } from "../base/cliError.js";
import { openCsvTable } from "./csvTable.js";
import type { Encoding } from "./decodeLines.js";
import { fileKindOf, jsonKindOf } from "./fileKind.js";
import type { InputFile } from "./inputFile.js";
import { openJsonLinesTable } from "./jsonLinesTable.js";
import type { Table } from "./row.js";
import { openWorkbookTable } from "./workbookTable.js";

export type Format = "csv" | "jsonl";

export interface TableOptions {
  readonly format: Format;
  readonly encoding: Encoding;
  /** Default: the first line tells. */
  readonly separator?: string | undefined;
  /** Name of the sheet of a workbook, default the first one. */
  readonly sheet?: string | undefined;
}

/** Opens a file of rows, whatever it is. Throws `CliError` for one that cannot be read, which says what it is. */
export async function openTable(file: InputFile, options: TableOptions): Promise<Table> {
  const { format, encoding, separator, sheet } = options;
  const kind = fileKindOf(file.head, file.name);
  if (kind === "workbook") return openWorkbookTable(file, sheet);
  if (sheet !== undefined)
    throw new CliError(
      `--sheet names a sheet of a workbook, but ${file.name} is a text file. Nothing was sent.`,
    );
  if (format === "jsonl") return openJsonLinesTable(file, { kind, encoding });
  const json = kind === "text" ? jsonKindOf(file.head) : undefined;
  if (json === "object")
    throw new CliError(
      `${file.name} looks like JSON. Add --format jsonl if each of its lines is one object. Nothing was sent.`,
    );
  if (json === "array")
    throw new CliError(
      `${file.name} looks like a JSON array. Rewrite it with one object in each line, and add --format jsonl. ` +
        `Nothing was sent. For instance: jq -c '.[]' ${file.name} > people.jsonl`,
    );
  return openCsvTable(file, { kind, encoding, separator });
}

/** The format that the name of a file tells; CSV for any other name. */
export function formatOf(path: string): Format {
  return /\.(?:jsonl|ndjson)$/i.test(path) ? "jsonl" : "csv";
}
