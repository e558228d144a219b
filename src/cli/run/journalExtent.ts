import { errorCode } from "../../base/safeCause.js";
import { scanJournal } from "../../journal/scanJournal.js";

/** How much a journal holds: no run (it is not there, or empty), only its beginning, or what happened to rows. */
export type JournalExtent = "none" | "begun" | "used";

/** One that cannot be read counts as used: whoever opens it reports why. */
export async function journalExtent(journalPath: string): Promise<JournalExtent> {
  let extent: JournalExtent = "none";
  try {
    for await (const { line } of scanJournal(journalPath)) {
      if (line !== undefined) return "used";
      extent = "begun";
    }
  } catch (error) {
    return errorCode(error) === "ENOENT" ? "none" : "used";
  }
  return extent;
}
