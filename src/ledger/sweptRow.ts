import type { Range } from "../journal/journalLine.js";
import type { LineRow } from "./storedLine.js";

/** The line that says of messages that the worker which was sending them is gone. */
export function sweptRow(ranges: readonly Range[]): LineRow {
  return {
    status: "swept",
    ranges: ranges.flat(),
    code: "aborted",
    reason:
      "The worker that was sending it was not heard of any more. It may have been sent: look at the delivery report " +
      "before you send it again.",
  };
}
