import { httpDate } from "./httpDate.js";

const UNIT_MS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** `…over ratelimit,limit:200,time:1 second` (gateway), `Threshold: 10 times per 60 seconds` (IAM). */
const GATEWAY = /time:\s*(\d{1,6})\s*(second|minute|hour|day)/i;
const IAM = /times per (\d{1,6}) (second|minute|hour|day)/i;

/**
 * How long a throttled caller is asked to wait, in milliseconds: `Retry-After` (seconds or an HTTP date), else
 * the window of the limit that the message names. Undefined if there is no readable hint.
 */
export function throttleHint(
  retryAfter: string | undefined,
  message: string,
  now: number,
): number | undefined {
  return parseRetryAfter(retryAfter, now) ?? parseWindow(message);
}

function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1_000;
  const date = httpDate(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function parseWindow(message: string): number | undefined {
  const [, amount, unit] = GATEWAY.exec(message) ?? IAM.exec(message) ?? [];
  return amount === undefined || unit === undefined
    ? undefined
    : Number(amount) * (UNIT_MS[unit.toLowerCase()] ?? 0);
}
