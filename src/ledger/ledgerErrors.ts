import { SmnError, type Sent } from "../base/errors.js";
import type { JournalReason } from "../base/journalReason.js";
import { safeCause } from "../base/safeCause.js";
import { journalError } from "../journal/journalErrors.js";
import { CALL_MIGRATE, CALL_RESUME, CALL_RESUME_AFTER_FAILOVER } from "./advisedCalls.js";
import { databaseReason } from "./databaseReason.js";
import { sqlState } from "./retryable.js";

/** Tables or columns that are not there. */
const MISSING = new Set(["42P01", "42703", "3F000", "42883"]);
const TABLES_MISSING = `The ledger's tables are not there, or of an older version: call ${CALL_MIGRATE} once.`;

/** An engine is to deliver the job again later. */
export function busy(why: string, sent: Sent, retryAfterMs?: number, cause?: unknown): SmnError {
  return new SmnError(`${why} Deliver the job again later.`, {
    code: "journal",
    reason: "busy",
    sent,
    retryAfterMs,
    cause,
  });
}

/** Nothing leaves until the pause is over, or somebody resumes. */
export function paused(why: string, retryAfterMs?: number): SmnError {
  const until =
    retryAfterMs === undefined
      ? `It goes on when somebody calls ${CALL_RESUME}.`
      : `It goes on in ${Math.ceil(retryAfterMs / 1_000)} s.`;
  return new SmnError(`All sending is paused: ${why} ${until} Nothing was sent.`, {
    code: "journal",
    reason: "paused",
    sent: "no",
    retryAfterMs,
  });
}

/** The database is another one than that which has recorded everything. */
export function failedOver(): SmnError {
  return paused(
    "the database was failed over to a standby, which may lack what was recorded last. If no commit was lost, say so: " +
      `${CALL_RESUME_AFTER_FAILOVER}.`,
  );
}

/** Another worker has the job now. */
export function claimLost(key: string): SmnError {
  return journalError(
    `Another worker has taken over ${JSON.stringify(key)}, because this one was not heard of for the time of its lease.`,
    "lost",
  );
}

/** Outcomes are missing, so that nothing more may be recorded. */
export function outcomesMissing(key: string): SmnError {
  return journalError(
    `Outcomes of ${JSON.stringify(key)} could not be recorded. They are unknown when its lease is over, and until then nothing ` +
      "more of it is sent.",
    "failed",
  );
}

/** Somebody else has the run. */
export function inUse(key: string, until: string): SmnError {
  return journalError(
    `The run ${JSON.stringify(key)} is in use by another process, whose lease is over at ${until} if it has died. Two ` +
      "runs at once would send messages twice.",
    "locked",
  );
}

/** Other messages than those that were sent. */
export function otherMessages(key: string): SmnError {
  return journalError(
    `Other messages were sent under the key ${JSON.stringify(key)}. A key names the messages of one job for ever: take ` +
      "another one for these. With another key all of them are sent.",
    "other_numbers",
  );
}

/** The database failed. Its own words may hold values, so only its code is shown. */
export function databaseFailed(error: unknown, what: string): SmnError {
  if (error instanceof SmnError) return error;
  if (isMissing(error)) return tablesMissing(error);
  return failed(`${what} (${databaseReason(error)}).`, error);
}

/** Nobody has called `migrate`, or a row that it makes was deleted. */
export function tablesMissing(error?: unknown): SmnError {
  return error === undefined ? journalError(TABLES_MISSING, "failed") : failed(TABLES_MISSING, error);
}

/** Whether a statement, or what the ledger did with it, failed because its tables are not there, or of another version. */
export function isMissing(error: unknown): boolean {
  if (error instanceof SmnError) return error.message === TABLES_MISSING;
  return MISSING.has(sqlState(error) ?? "");
}

function failed(message: string, error: unknown, reason: JournalReason = "failed"): SmnError {
  return journalError(message, reason, safeCause(error));
}

/** Input that cannot work. */
export function refused(method: string, what: string): SmnError {
  return new SmnError(`${method}: ${what}. Nothing was sent.`, { code: "validation", sent: "no" });
}
