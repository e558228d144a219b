import type { Made } from "../../bulk/runSettings.js";
import type { SmsMessage } from "../../messages/types.js";
import type { Row, Table } from "../input/row.js";
import type { BuiltRow, RowReader } from "./createRowReader.js";

/** A row that makes no message. `toMessage` throws it: the input becomes `invalid`, and the results say why. */
export class RowWithoutMessage extends Error {}

/** Reads the file from its beginning, and makes a message of each row. */
export async function* eachMessage(table: Table, reader: RowReader): AsyncGenerator<BuiltRow> {
  for await (const rows of table.batches()) for (const row of rows) yield reader.build(row);
}

/**
 * The same, some rows at a time.
 *
 * @param size how many at a time: those that are read when a run stops count as read
 */
export async function* eachMessageBatch(
  table: Table,
  reader: RowReader,
  { size, count = Infinity }: { readonly size: number; readonly count?: number | undefined },
): AsyncGenerator<readonly BuiltRow[]> {
  for await (const rows of table.batches())
    for (let start = 0; start < rows.length; start += size) {
      const built: BuiltRow[] = [];
      for (let at = start; at < rows.length && at < start + size; at++) {
        const row = rows[at] as Row;
        if (row.index < count) built.push(reader.build(row));
      }
      if (built.length > 0) yield built;
      else return;
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
  return "issues" in built ? { ...built, issues: [NO_MESSAGE] } : built;
}

/** The message of a row, for `toMessage`. Throws `RowWithoutMessage` where there is none. */
export function toMessage(built: BuiltRow): SmsMessage {
  if ("issues" in built) throw new RowWithoutMessage();
  return built.message;
}
