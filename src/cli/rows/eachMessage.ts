import type { Made } from "../../bulk/runSettings.js";
import type { SmsMessage } from "../../messages/types.js";
import type { PassOptions, Table } from "../input/row.js";
import type { BuiltRow, RowReader } from "./createRowReader.js";

/** A row that makes no message. `toMessage` throws it: the input becomes `invalid`, and the results say why. */
export class RowWithoutMessage extends Error {}

/** Reads the file from its beginning, and makes a message of each row. */
export async function* eachMessage(
  table: Table,
  reader: RowReader,
  options?: PassOptions,
): AsyncGenerator<BuiltRow> {
  for await (const rows of table.batches(options)) for (const row of rows) yield reader.build(row);
}

/** The same, with the rows that the file's reader gives together. */
export async function* eachMessageBatch(
  table: Table,
  reader: RowReader,
): AsyncGenerator<readonly BuiltRow[]> {
  for await (const rows of table.batches()) yield rows.map((row) => reader.build(row));
}

/** The results say what is wrong with the row. */
const NO_MESSAGE = {
  property: "",
  rule: "type",
  expected: "a row that makes a message",
  received: "another",
} as const;

/** The message of a row, for `sendAllInBatches`. */
export function messageOrIssue(built: BuiltRow): Made {
  return "issues" in built ? { issues: [NO_MESSAGE] } : { message: built.message };
}

/** The message of a row, for `toMessage`. Throws `RowWithoutMessage` where there is none. */
export function toMessage(built: BuiltRow): SmsMessage {
  if ("issues" in built) throw new RowWithoutMessage();
  return built.message;
}
