import { createHash } from "node:crypto";
import { checkColumns } from "../rows/checkColumns.js";
import { checkRows, type RowsCheck } from "../rows/checkRows.js";
import type { CliInput } from "./cliInput.js";

export interface CheckedInput {
  readonly check: RowsCheck;
  /** Of the bytes as they are in the file. */
  readonly sha256: string;
}

/** The first pass over the whole input: checks and counts all rows. Throws `CliError` for missing columns. */
export async function checkInput(
  input: CliInput,
  signName: string | undefined,
  signal: AbortSignal,
): Promise<CheckedInput> {
  const { table, reader, messageOptions, name } = input;
  const hash = createHash("sha256");
  const check = await checkRows(table, reader, {
    signName,
    phoneColumn: messageOptions.phoneColumn,
    signal,
    onBytes: (bytes) => void hash.update(bytes),
  });
  // Without any column no line was an object, and every row says so itself.
  if (check.rows > 0 && table.columns.length > 0) checkColumns(table, messageOptions, name);
  return { check, sha256: hash.digest("hex") };
}
