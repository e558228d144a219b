import { openCsvTable } from "./csvTable.js";
import type { Encoding } from "./decodeLines.js";
import type { InputFile } from "./inputFile.js";
import { openJsonLinesTable } from "./jsonLinesTable.js";
import type { Table } from "./row.js";

export type Format = "csv" | "jsonl";

export interface TableOptions {
  readonly format: Format;
  readonly encoding: Encoding;
  readonly separator: string;
}

export async function openTable(file: InputFile, options: TableOptions): Promise<Table> {
  return options.format === "jsonl" ? openJsonLinesTable(file, options) : openCsvTable(file, options);
}

/** The format that the name of a file tells; CSV for any other name. */
export function formatOf(path: string): Format {
  return /\.(?:jsonl|ndjson)$/i.test(path) ? "jsonl" : "csv";
}
