import type { Made } from "../../bulk/runSettings.js";
import type { SmsMessage } from "../../messages/types.js";
import type { Table } from "../input/row.js";
import type { BuiltRow, RowReader } from "./createRowReader.js";

/** A row that makes no message. `toMessage` throws it: the input becomes `invalid`, and the results say why. */
export class RowWithoutMessage extends Error {}

/**
 * Reads the file from its beginning, and makes a message of each row.
 *
 * @param count how many rows; default all
 */
export async function* eachMessage(
  table: Table,
  reader: RowReader,
  count?: number,
): AsyncGenerator<BuiltRow> {
  for await (const rows of eachMessageBatch(table, reader, count)) yield* rows;
}

/** The same, with the rows that the file's reader gives together. */
export async function* eachMessageBatch(
  table: Table,
  reader: RowReader,
  count?: number,
): AsyncGenerator<readonly BuiltRow[]> {
  for await (const rows of table.batches()) {
    const wanted = count === undefined ? rows : rows.filter(({ index }) => index < count);
    yield wanted.map((row) => reader.build(row));
    if (wanted.length < rows.length) return;
  }
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
