import { isDate } from "../base/errorLike.js";
import { invalidOption, typeOf } from "../base/invalid.js";
import { shownValue } from "../base/shownValue.js";
import { messageRules } from "../../generated/messageRules.js";
import { reportLimit, reportPastMonths } from "../../generated/reportRules.js";
import type { operations } from "../../generated/schema.js";
import { numberKey } from "../messages/phoneNumber.js";
import { invalid } from "./requestJson.js";
import { isUnicode } from "./shapes.js";
import type { ReportStatusFilter } from "./types.js";

/** Which reports are asked for. */
export interface ReportQuery {
  /** Id of the signature that the messages were sent with. */
  sign_id: string;
  /** Beginning of the time in which they were submitted: a `Date`, or **milliseconds** since the epoch. */
  start_time: Date | number;
  /** Its end. In the past, no message can arrive while the pages are read. */
  end_time: Date | number;
  /** Only this message. */
  message_id?: string | undefined;
  /** Only messages to this number; mainland numbers in any spelling. */
  mobile?: string | undefined;
  /** Only messages with this status: 0 no report yet, 1 delivered, 2 failed. */
  status?: ReportStatusFilter | undefined;
  /**
   * Reports per request, at most 100.
   * @default 100
   */
  limit?: number | undefined;
}

/** The query of a page, as it goes over the wire. */
export type WireQuery = operations["ListSmsMsgReport"]["parameters"]["query"] & { limit: number };

/** Throws `SmnError` (`validation`) for a query that the service would refuse. Its message holds no number. */
export function checkQuery(query: ReportQuery, now: number): WireQuery {
  const { sign_id, message_id, mobile, status, limit = reportLimit.default } = query;
  if (!isId(sign_id, messageRules["sign_id"]?.maxLength))
    throw invalidOption("sign_id", "the id of a signature", sign_id);
  if (message_id !== undefined && !isId(message_id))
    throw invalidOption("message_id", "the id of a message", message_id);
  if (mobile !== undefined && (!isUnicode(mobile) || !/\d/.test(mobile)))
    // Not the value: it may be most of a number.
    throw invalid(`Expected \`mobile\` to be a phone number, got ${typeOf(mobile)}.`);
  if (status !== undefined && ![0, 1, 2].includes(status)) throw invalidOption("status", "0, 1 or 2", status);
  const { minimum, maximum } = reportLimit;
  if (!Number.isInteger(limit) || limit < minimum || limit > maximum)
    throw invalidOption("limit", `a whole number from ${minimum} to ${maximum}`, limit);
  return {
    sign_id,
    ...checkWindow(query, now),
    ...(message_id === undefined ? {} : { message_id }),
    ...(mobile === undefined ? {} : { mobile: asReported(mobile) }),
    ...(status === undefined ? {} : { status }),
    limit,
  };
}

/** The earliest beginning that a window may have, in milliseconds since the epoch. */
export function earliestStart(now: number): number {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() - reportPastMonths);
  // A month without that day: its last one. The service's own limit decides.
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime();
}

function checkWindow(query: ReportQuery, now: number): Pick<WireQuery, "start_time" | "end_time"> {
  const start_time = toTime(query.start_time, "start_time");
  const end_time = toTime(query.end_time, "end_time");
  if (end_time <= start_time) throw invalid("end_time must be later than start_time.");
  if (start_time < earliestStart(now))
    throw invalid(
      `start_time is more than ${reportPastMonths} months ago: older reports are not kept. Times are milliseconds.`,
    );
  return { start_time, end_time };
}

function toTime(value: Date | number, name: string): number {
  const time = isDate(value) ? value.getTime() : value;
  if (Number.isSafeInteger(time) && time >= 0) return time;
  const given = isDate(value) ? "an invalid Date" : shownValue(value);
  throw invalid(
    `Expected \`${name}\` to be a Date, or a whole number of milliseconds since 1970, got ${given}.`,
  );
}

function isId(value: unknown, longest = 128): boolean {
  return isUnicode(value) && value !== "" && value.length <= longest;
}

/** Reports show mainland numbers without country code, and a query in another spelling finds none. */
function asReported(mobile: string): string {
  const key = numberKey(mobile);
  return /^1\d{10}$/.test(key) && !/^\s*(?:\+|00)(?!86)/.test(mobile) ? key : mobile;
}
