import { reportLimit } from "../../generated/reportRules.js";
import type { TimeSpan } from "../journal/journal.js";
import { IdTable } from "../reports/idTable.js";
import type { SmsReport } from "../reports/types.js";
import { askReports, type Asking } from "./askReports.js";

/** How often a window is read whose readings differ. */
const READINGS = 4;
/** Into how many parts a window is cut to read it again, at most. */
const MOST_PARTS = 8;
/** Times of reports may be whole seconds: a part begins so much before the one in front of it ends. */
const SECOND_MS = 1_000;

export interface WindowQuery {
  readonly sign_id: string;
  readonly window: TimeSpan;
  /** Pages that the window can have at most: more have no end. */
  readonly bound: number;
  /** Pages, at most, after which it is given up. */
  readonly most: number;
  readonly onReport: (report: SmsReport) => void;
}

/**
 * Reads all reports of a window twice, the second time in parts: a list that moves, or ends before its end, shows
 * something else then, and so does an answer that was that of another question.
 *
 * @returns whether it was given up, and otherwise whether two readings that followed each other were the same
 * @throws SmnError (`protocol`) when the reports do not come to an end
 */
export async function readWindow(
  asking: Asking,
  { sign_id, window, bound, most, onReport }: WindowQuery,
): Promise<"complete" | "incomplete" | "given_up"> {
  let before: IdTable | undefined;
  for (let reading = 0; reading < READINGS; reading++) {
    const ids = new IdTable();
    let isSame = before !== undefined;
    const parts = before === undefined ? [window] : partsOf(window, before.size);
    for (const { start, end } of parts)
      for await (const report of askReports(asking, { sign_id, start_time: start, end_time: end }, bound)) {
        onReport(report);
        ids.add(report.message_id);
        isSame &&= before?.has(report.message_id) === true;
        if (reading === 0 && ids.size >= most * reportLimit.default) return "given_up";
      }
    if (isSame && ids.size === before?.size) return "complete";
    before = ids;
  }
  return "incomplete";
}

/** Every part with its first moment in the one in front of it. */
function partsOf({ start, end }: TimeSpan, reports: number): TimeSpan[] {
  const count = Math.min(MOST_PARTS, Math.max(2, Math.ceil(reports / (4 * reportLimit.default))));
  const length = Math.ceil((end - start) / count);
  return Array.from({ length: count }, (_, part) => ({
    start: Math.max(start, start + part * length - SECOND_MS),
    end: Math.min(end, start + (part + 1) * length),
  }));
}
