import { InvalidArgumentError } from "commander";
import { requestLimits } from "../../../generated/messageRules.js";
import { isPlausibleNumber } from "../../messages/phoneNumber.js";
import type { Encoding } from "../input/decodeLines.js";
import type { RetryStatus } from "./sendOptions.js";

/** A whole number within limits. */
export function wholeNumber(
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`Expected a whole number ${range}.`);
  };
}

export const batchSize: (value: string) => number = wholeNumber(
  requestLimits.minItems,
  requestLimits.maxItems,
);

/** A number above zero. @param most of six digits at most: more may be a phone number, which errors hide */
export function positiveNumber(most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+(?:\.\d+)?$/.test(value) && number >= 0.001 && number <= most) return number;
    throw new InvalidArgumentError(`Expected a number from 0.001 to ${most}.`);
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A time such as `90s`, `20m` or `1h`, in milliseconds. */
export function duration(value: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
  if (value === "0") return 0;
  if (number !== undefined) return Math.round(Number(number) * (UNITS[unit] ?? 0));
  throw new InvalidArgumentError("Expected a time with its unit, such as 90s, 20m or 1h.");
}

/** Names with commas between. */
export function list(value: string): string[] {
  return nonEmpty(value)
    .split(",")
    .map((name) => nonEmpty(name.trim()));
}

/** An encoding, by the names that people know it by. */
export function encoding(value: string): Encoding {
  const name = value.toLowerCase().replace(/[\s_-]/g, "");
  if (/^utf8(?:sig|bom)?$/.test(name)) return "utf-8";
  if (/^(?:gb18030|gbk|gb2312|cp936|ms936|windows936)$/.test(name)) return "gb18030";
  throw new InvalidArgumentError(
    "Allowed choices are utf-8, gb18030 (for GBK and GB2312 as well). UTF-16 with a byte order mark needs no option.",
  );
}

/** The character between the cells of a line. */
export function separator(value: string): string {
  const found = value === "tab" || value === "\\t" ? "\t" : value;
  if ([",", ";", "\t", "|"].includes(found)) return found;
  throw new InvalidArgumentError("Expected one of , ; | tab.");
}

export function retryStatuses(value: string): RetryStatus[] {
  return value.split(",").map((word) => {
    const status = word.trim();
    if (status === "unsent" || status === "rejected" || status === "invalid") return status;
    throw new InvalidArgumentError(
      status === "unknown"
        ? "Unknown ones may have been sent: only --resend-unknown-and-risk-duplicates sends them again."
        : "Expected unsent, rejected or invalid, or several of them with commas between.",
    );
  });
}

/** A phone number. */
export function phoneNumber(value: string): string {
  if (isPlausibleNumber(value)) return value;
  throw new InvalidArgumentError("Expected a mainland China mobile number, or + and country code.");
}

/** A value that must not be empty, as an unset shell variable would make it. */
export function nonEmpty(value: string): string {
  if (value !== "") return value;
  throw new InvalidArgumentError("It is empty.");
}
