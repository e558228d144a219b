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
  count: number = Infinity,
): AsyncGenerator<BuiltRow> {
  for await (const rows of table.batches())
    for (const row of rows) {
      if (row.index >= count) return;
      yield reader.build(row);
    }
}

/** The message of a row, for `toMessage`. Throws `RowWithoutMessage` where there is none. */
export function toMessage(built: BuiltRow): SmsMessage {
  if ("issues" in built) throw new RowWithoutMessage();
  return built.message;
}
