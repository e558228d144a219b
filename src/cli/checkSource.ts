import { createHash } from "node:crypto";
import { checkColumns } from "./message/checkColumns.js";
import { checkRows, type RowsCheck } from "./message/checkRows.js";
import { RowSet } from "./message/rowSet.js";
import type { Source } from "./openSource.js";

export interface CheckedSource {
  readonly check: RowsCheck;
  /** The rows that will not be sent. */
  readonly invalidRows: RowSet;
  /** Of the bytes as they are in the file. */
  readonly sha256: string;
}

/** The first pass over the whole input: checks and counts all rows. Throws `CliError` for missing columns. */
export async function checkSource(
  source: Source,
  signName: string | undefined,
  signal: AbortSignal,
): Promise<CheckedSource> {
  const { table, reader, messageOptions, name } = source;
  const hash = createHash("sha256");
  const invalidRows = new RowSet();
  const check = await checkRows(table, reader, {
    signName,
    phoneColumn: messageOptions.phoneColumn,
    signal,
    invalidSet: invalidRows,
    onBytes: (bytes) => void hash.update(bytes),
  });
  // Without any column no line was an object, and every row says so itself.
  if (check.rows > 0 && table.columns.length > 0) checkColumns(table, messageOptions, name);
  return { check, invalidRows, sha256: hash.digest("hex") };
}
