import type { ReconcilableJournal, UnknownRecord } from "../journal/journal.js";
import { journalError } from "../journal/journalErrors.js";

/**
 * What a journal says is unknown. One that is not ours may yield anything: of an input without a sending, or without the
 * time of one, nobody knows when its report would be, and that none was found would show nothing.
 *
 * @throws SmnError (`journal`)
 */
export async function listUnknowns(journal: Pick<ReconcilableJournal, "unknowns">): Promise<UnknownRecord[]> {
  const records: UnknownRecord[] = [];
  for await (const record of journal.unknowns()) {
    if (!isUnknownRecord(record))
      throw journalError(
        "The journal's unknowns must yield inputs with their index and attempts: one or more, and when each " +
          "left (at), in milliseconds. Nothing was changed.",
        "failed",
      );
    records.push(record);
  }
  return records;
}

function isUnknownRecord(value: unknown): value is UnknownRecord {
  if (typeof value !== "object" || value === null) return false;
  const { index, attempts } = value as Partial<Record<keyof UnknownRecord, unknown>>;
  return (
    Number.isSafeInteger(index) && Array.isArray(attempts) && attempts.length > 0 && attempts.every(isAttempt)
  );
}

function isAttempt(value: unknown): boolean {
  return typeof value === "object" && value !== null && "at" in value && Number.isFinite(value.at);
}
