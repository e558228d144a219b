import { SmnError } from "../../base/errors.js";

/**
 * A date in the form of the `X-Sdk-Date` header: UTC, whole seconds, `YYYYMMDDTHHMMSSZ`. The gateway refuses
 * requests that are more than 15 minutes away from its own clock, so sign every attempt anew.
 *
 * @throws {SmnError} `validation` for an invalid date and for years that have not four digits.
 */
export function sdkDate(date: Date): string {
  const time = date.getTime();
  if (!(time >= EARLIEST && time <= LATEST)) {
    throw new SmnError("date must be a valid Date between the years 0000 and 9999", {
      code: "validation",
      sent: "no",
    });
  }
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** Reads `YYYYMMDDTHHMMSSZ`; undefined for anything else, also for days that no calendar has. */
export function parseSdkDate(text: string): Date | undefined {
  const fields = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (fields === null) return undefined;
  const [, year, month, day, hour, minute, second] = fields;
  const date = new Date(
    `${year ?? ""}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second ?? ""}Z`,
  );
  // `Date` rolls February 30th over into March, so the text has to come back unchanged.
  return Number.isNaN(date.getTime()) || sdkDate(date) !== text ? undefined : date;
}

const EARLIEST = Date.parse("0000-01-01T00:00:00Z");
const LATEST = Date.parse("9999-12-31T23:59:59.999Z");
