import { refused } from "./ledgerErrors.js";

const LONGEST_KEY = 1_000;
/** An index of PostgreSQL takes some 2,700 bytes. */
const MOST_BYTES = 2_000;
/** PostgreSQL keeps no NUL, and nothing that is no character; the last one there could be ends ranges of keys. */
const UNSTORABLE = /[\0\u{d800}-\u{dfff}\u{10ffff}]/u;
/** What PostgreSQL and ISO 8601 write in the same way. */
const [FIRST_TIME, LAST_TIME] = [Date.parse("0001-01-01T00:00:00Z"), Date.parse("9999-12-31T23:59:59.999Z")];

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
    Buffer.byteLength(value) <= MOST_BYTES &&
    !/\p{Cc}/u.test(value) &&
    !UNSTORABLE.test(value);
  if (!isKey)
    throw refused(
      method,
      `${name} must be a text of 1 to ${LONGEST_KEY} characters and at most ${MOST_BYTES} bytes, none of them a control character`,
    );
}

/**
 * Refuses the beginning of keys that can be that of none.
 *
 * @throws SmnError (`validation`)
 */
export function checkPrefix(method: string, value: unknown): asserts value is string {
  if (typeof value === "string" && !UNSTORABLE.test(value)) return;
  throw refused(method, "prefix must be the text that keys begin with, or empty for all");
}

/** @throws SmnError (`validation`) for anything but a time */
export function checkDate(method: string, name: string, value: unknown): void {
  if (value === undefined) return;
  // NaN is in no order.
  const isTime = value instanceof Date && value.getTime() >= FIRST_TIME && value.getTime() <= LAST_TIME;
  if (!isTime) throw refused(method, `${name} must be a valid Date of the years 1 to 9999`);
}
