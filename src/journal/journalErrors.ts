import { SmnError } from "../base/errors.js";
import type { JournalReason } from "../base/journalReason.js";
import { safeCause } from "../base/safeCause.js";

/** The risk of a run without the journal; all advice that leads to one says so. */
const NEW_JOURNAL = "A run with a new journal sends every message, also those that were sent already.";

/** A copy is a journal that knows only what was sent before it was made. */
const OLDER_COPY = "With an older copy a run sends again what was sent after that was made.";

export function journalError(message: string, reason: JournalReason, cause?: unknown): SmnError {
  // Whoever took a journal or its lock away may have sent the same inputs.
  return new SmnError(message, { code: "journal", reason, sent: reason === "lost" ? "maybe" : "no", cause });
}

export function notAJournal(path: string, why: string): SmnError {
  return journalError(`${path} ${why}. Name the journal of this run. ${NEW_JOURNAL}`, "not_a_journal");
}

export function damaged(path: string, line: number | undefined): SmnError {
  const where = line === undefined ? "" : ` (line ${line})`;
  return journalError(
    `The journal ${path} is damaged${where}, so it does not show which messages were sent. It was not changed. Restore it from a ` +
      `copy made after the last run, or compare the delivery reports by hand. ${OLDER_COPY} ${NEW_JOURNAL}`,
    "damaged",
  );
}

export function otherInput(path: string): SmnError {
  return journalError(
    `The journal ${path} belongs to another input, or to other options that shape its messages. To resume its run, use ` +
      `that input and its options unchanged. ${NEW_JOURNAL}`,
    "other_input",
  );
}

export function inUse(path: string, by: string): SmnError {
  return journalError(
    `The journal ${path} is in use by ${by}. Two runs at once would send messages twice.`,
    "locked",
  );
}

export function lost(path: string): SmnError {
  return journalError(
    `The journal ${path}, or its lock, was removed, renamed, replaced or written to by something else while a run was ` +
      `using it. Put the file that the run wrote to back before you run again. ${OLDER_COPY} ${NEW_JOURNAL}`,
    "lost",
  );
}

/** Says which file it is about, where the system would only say why. */
export async function explained<R>(
  path: string,
  action: "opened" | "read",
  work: () => Promise<R>,
): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw explain(path, action, error);
  }
}

export function explain(path: string, action: "opened" | "read", error: unknown): SmnError {
  if (error instanceof SmnError) return error;
  const cause = safeCause(error);
  const nothing = action === "opened" ? " Nothing was sent." : "";
  return journalError(
    `The journal ${path} cannot be ${action} (${cause.message}).${nothing}`,
    "unreadable",
    cause,
  );
}
