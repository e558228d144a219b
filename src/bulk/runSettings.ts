import { requestLimits, messageRules } from "../../generated/messageRules.js";
import { checkSignal } from "../base/checkSignal.js";
import { SmnError } from "../base/errors.js";
import { shownValue } from "../base/shownValue.js";
import type { MessageIssue } from "../base/messageIssue.js";
import type { SmsMessage } from "../messages/types.js";
import { checkJournal } from "./checkJournal.js";
import type { PlanLimits } from "./planner.js";
import type { SendAllOptions } from "./sendAllOptions.js";

/** The message of an input, or the issues of an input that has none, with its number where that is known. */
export type Made =
  { readonly message: SmsMessage } | { readonly issues: readonly MessageIssue[]; readonly endpoint?: string };

/** Options of a run, checked and completed. */
export interface RunSettings<T> extends PlanLimits, Omit<SendAllOptions<T>, keyof PlanLimits | "toMessage"> {
  /** Undefined where the input is the message. Never throws. */
  toMessage: ((input: T, index: number) => Made) | undefined;
  concurrency: number;
  lingerMs: number;
  deadlineMs: number;
}

/** JSON needs six bytes at most for a UTF-16 unit (`\u0000`), and a code point has two units. */
const BYTES_PER_CHARACTER = 12;
const SMALLEST_BODY = 8_192;

/** Throws `SmnError` (`validation`) that names the option. */
export function runSettings<T>(
  options: Omit<SendAllOptions<T>, "toMessage">,
): Omit<RunSettings<T>, "toMessage"> {
  // Each is read once: what is checked is what is used.
  const {
    journal,
    correlate,
    signal: wantedSignal,
    onUnknown,
    onNotice,
    onUndelivered,
    rate: wanted,
  } = options;
  checkJournal(journal);
  const signal = checkSignal(wantedSignal);
  const maxBodyBytes = within(
    "maxBodyBytes",
    options.maxBodyBytes ?? requestLimits.maxBytes,
    SMALLEST_BODY,
    requestLimits.maxBytes,
  );
  const rate = wanted === undefined || wanted === Infinity ? undefined : within("rate", wanted, 0.001, 1e9);
  const largest = whole(
    "batchSize",
    options.batchSize ?? requestLimits.maxItems,
    requestLimits.minItems,
    requestLimits.maxItems,
  );
  // A request holds a second's worth of messages at most: otherwise a low rate would come in bursts.
  const batchSize = rate === undefined ? largest : Math.max(1, Math.min(largest, Math.floor(rate)));
  if (correlate !== undefined && correlate !== "extend_code")
    throw refused(`correlate must be "extend_code", not ${shownValue(correlate)}`);
  if (onUnknown !== undefined && onUnknown !== "continue" && onUnknown !== "stop")
    throw refused(`onUnknown must be "continue" or "stop", not ${shownValue(onUnknown)}`);
  return {
    journal,
    correlate,
    signal,
    onUnknown,
    onNotice,
    onUndelivered,
    rate,
    batchSize,
    // Counting bytes costs as much as writing them: only where the limit can be reached.
    maxBodyBytes: batchSize * largestMessage() > maxBodyBytes ? maxBodyBytes : undefined,
    concurrency: whole("concurrency", options.concurrency ?? 4, 1, 1_000),
    lingerMs: within("lingerMs", options.lingerMs ?? 100, 0, 2 ** 31 - 1),
    deadlineMs: within("deadlineMs", options.deadlineMs ?? 600_000, 0, Infinity),
  };
}

function largestMessage(): number {
  return Object.entries(messageRules).reduce(
    (sum, [name, { maxLength }]) => sum + name.length + 6 + (maxLength ?? 8) * BYTES_PER_CHARACTER,
    2,
  );
}

/** An exception of the caller's function makes its input invalid. Its message may hold a text, so it is not shown. */
export function withoutThrowing<T>(
  toMessage: (input: T, index: number) => SmsMessage,
): (input: T, index: number) => Made {
  return (input, index) => {
    try {
      return { message: toMessage(input, index) };
    } catch {
      return {
        issues: [
          { property: "", rule: "type", expected: "toMessage to make a message", received: "an exception" },
        ],
      };
    }
  };
}

function within(name: string, value: number, least: number, most: number): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  throw refused(`${name} must be a number from ${least} to ${most}, not ${shownValue(value)}`);
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value)) return within(name, value, least, most);
  throw refused(`${name} must be a whole number from ${least} to ${most}, not ${shownValue(value)}`);
}

function refused(what: string): SmnError {
  return new SmnError(`sendAll: ${what}. Nothing was sent.`, { code: "validation", sent: "no" });
}
