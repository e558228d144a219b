import { createHash } from "node:crypto";
import type { Connection } from "../connection/connect.js";
import type { SendOptions } from "../options/sendOptions.js";
import { checkColumns } from "../rows/checkColumns.js";
import { checkRows, type FullCheck } from "../rows/checkRows.js";
import type { SignNames } from "../rows/partCounter.js";
import type { CliInput } from "./cliInput.js";
import { identityOf, type InputIdentity } from "./inputId.js";

export interface CheckedInput {
  readonly check: FullCheck;
  /** The identity of the run, by which its journal knows it. */
  readonly identity: InputIdentity;
}

/** The first pass over the whole input: checks and counts all rows. Throws `CliError` for missing columns. */
export async function checkInput(
  input: CliInput,
  options: SendOptions,
  connection: Pick<Connection, "sender"> | undefined,
  { signNames, signal }: { signNames: SignNames; signal: AbortSignal },
): Promise<CheckedInput> {
  const { table, reader, messageOptions, name, file, format } = input;
  const hash = createHash("sha256");
  const check = await checkRows(table, reader, {
    signNames,
    signal,
    onBytes: (bytes) => void hash.update(bytes),
    ...(options.first !== undefined && { only: beforeRow(options.first) }),
  });
  // Without any column no line was an object, and every row says so itself.
  if (check.rows > 0 && table.columns.length > 0) await checkColumns(table, messageOptions, name);
  const layout = [table.layout, check.end.blankRows > 0 ? "blank rows" : undefined].filter(
    (one) => one !== undefined,
  );
  const { template, phoneColumn, signId, encoding, numberCheck } = options;
  const identity = identityOf(
    { sha256: hash.digest("hex"), size: file.size },
    {
      template,
      phoneColumn,
      signId,
      format,
      encoding,
      separator: table.separator,
      checkNumber: numberCheck,
      layout: layout.length === 0 ? undefined : layout.join(),
      sender: connection?.sender,
    },
  );
  return { check, identity };
}

/** Chooses the rows of `--first`. */
export function beforeRow(first: number): (index: number) => boolean {
  return (index) => index < first;
}
