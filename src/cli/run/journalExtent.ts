import { scanJournal } from "../../journal/scanJournal.js";
import { exists } from "../results/checkFolders.js";

/** How much a journal holds: no run (it is not there, or empty), only its beginning, or what happened to rows. */
export type JournalExtent = "none" | "begun" | "used";

/** One that cannot be read counts as used: whoever opens it reports why. */
export async function journalExtent(journalPath: string): Promise<JournalExtent> {
  if (!(await exists(journalPath))) return "none";
  let extent: JournalExtent = "none";
  try {
    for await (const { line } of scanJournal(journalPath)) {
      if (line !== undefined) return "used";
      extent = "begun";
    }
  } catch {
    return "used";
  }
  return extent;
}
