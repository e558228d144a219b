import { numberKey } from "../messages/phoneNumber.js";
import type { SmsReport } from "../reports/types.js";

/** The number of a report in the ways that it may be read: it may come with its country code, or beside it. */
export function reportedKeys({ nation_code, mobile }: SmsReport): ReadonlySet<string> {
  return new Set([numberKey(`+${nation_code.replace(/\D/g, "")}${mobile}`), numberKey(mobile)]);
}

/** Whether a report does not say which number it is about: it has none, or hides digits. */
export function hidesNumber({ mobile }: SmsReport): boolean {
  return !/^[\d+() -]{5,}$/.test(mobile);
}
