import { safeCause } from "../base/safeCause.js";
import { sqlState } from "./retryable.js";

/** Why the database failed, in a word: the state that PostgreSQL gave, or the code of the system. */
export function databaseReason(error: unknown): string {
  return sqlState(error) ?? safeCause(error).message;
}
