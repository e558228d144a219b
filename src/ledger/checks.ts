import { refused } from "./ledgerErrors.js";

const LONGEST_KEY = 1_000;

/**
 * Refuses a name of a job or run that PostgreSQL, or a person, could not tell apart from others.
 *
 * @throws SmnError (`validation`)
 */
export function checkKey(method: string, name: string, value: unknown): asserts value is string {
  const isKey =
    typeof value === "string" &&
    value.trim() !== "" &&
    value.length <= LONGEST_KEY &&
    !/\p{Cc}|[\ud800-\udfff]/u.test(value);
  if (!isKey)
    throw refused(
      method,
      `${name} must be a text of 1 to ${LONGEST_KEY} characters, none of them a control character`,
    );
}

/** @throws SmnError (`validation`) for anything but a time */
export function checkDate(method: string, name: string, value: unknown): void {
  if (value === undefined) return;
  const isTime = value instanceof Date && Number.isFinite(value.getTime());
  if (!isTime) throw refused(method, `${name} must be a valid Date`);
}
