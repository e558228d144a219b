import { isRecord, parseObject } from "../base/errorBody.js";
import type { OutcomeStatus } from "../messages/outcome.js";
import type { Attempt, IntentDetails, JournalRecord, JournalSender } from "./journal.js";
import { STATUSES } from "./statusTable.js";

/** First and last index of a run of consecutive indices. */
export type Range = readonly [first: number, last: number];

/**
 * A line after the header: of a request that is about to leave, or of outcomes. Indices are kept as ranges; the lists
 * beside them go with the indices in order.
 *
 * - `intended`: a request with these inputs is about to leave, at the time `at` in milliseconds by the clock of the name
 *   `clock`; `correlate` says that messages carry tokens, `timeout_ms` how long the request may take, `digests` whose numbers they go to (one for each
 *   range, see `numberDigest`)
 * - `accepted`: with `message_ids`; `rejected`: with `codes` and `reasons`; `invalid`: with `reasons`
 * - `unsent` and `unknown`: with one `code` and `reason` for all, and the time `at` of the record
 */
export interface JournalLine {
  readonly status: OutcomeStatus | "intended";
  readonly indices: readonly Range[];
  readonly at?: number | undefined;
  readonly clock?: string | undefined;
  readonly correlate?: "extend_code" | undefined;
  readonly timeout_ms?: number | undefined;
  readonly digests?: readonly number[] | undefined;
  readonly request_id?: string | undefined;
  readonly message_ids?: readonly string[] | undefined;
  readonly codes?: readonly string[] | undefined;
  readonly reasons?: readonly string[] | undefined;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
}

/** The line by which the first run says where its messages go. */
export interface SenderLine {
  readonly sender: JournalSender;
}

export function intentLine(
  indices: readonly number[],
  time: Required<Pick<Attempt, "at" | "clock">>,
  { correlate, timeoutMs, digests }: IntentDetails = {},
): JournalLine {
  const ranges = toRanges(indices, (index) => index);
  return {
    status: "intended",
    indices: ranges,
    ...time,
    ...(correlate === undefined ? {} : { correlate }),
    ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }),
    ...(digests === undefined ? {} : { digests: sums(ranges, digests) }),
  };
}

/** The digest of a range is the sum of those of its indices, in 32 bits. */
function sums(ranges: readonly Range[], digests: readonly number[]): number[] {
  let offset = 0;
  return ranges.map(([first, last]) => {
    let sum = 0;
    for (let index = first; index <= last; index++) sum = (sum + (digests[offset++] ?? 0)) >>> 0;
    return sum;
  });
}

export function senderLine(sender: JournalSender): string {
  return JSON.stringify({ sender } satisfies SenderLine);
}

/** Indices as ranges, in their order. */
export function toRanges<T>(items: readonly T[], indexOf: (item: T) => number): Range[] {
  const ranges: [number, number][] = [];
  let last: [number, number] | undefined;
  for (const item of items) {
    const index = indexOf(item);
    if (last !== undefined && last[1] + 1 === index) last[1] = index;
    else ranges.push((last = [index, index]));
  }
  return ranges;
}

/** Reads a line after the header; undefined for anything that is not one. */
export function parseLine(text: string): JournalLine | SenderLine | undefined {
  const value = parseObject(text);
  if (value === undefined) return undefined;
  if (isRecord(value["sender"])) {
    const { project, address } = value["sender"];
    return typeof project === "string" && typeof address === "string"
      ? { sender: { project, address } }
      : undefined;
  }
  return isJournalLine(value) ? value : undefined;
}

function isJournalLine(value: Record<string, unknown>): value is Record<string, unknown> & JournalLine {
  const { status, indices, digests, message_ids, codes } = value;
  if (typeof status !== "string" || !(STATUSES as readonly string[]).includes(status)) return false;
  if (!Array.isArray(indices) || !indices.every(isRange)) return false;
  const count = indices.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (digests !== undefined && !(Array.isArray(digests) && digests.length === indices.length)) return false;
  if (status === "accepted") return Array.isArray(message_ids) && message_ids.length === count;
  return status !== "rejected" || (Array.isArray(codes) && (codes.length === 0 || codes.length === count));
}

/** The sending that a line with the status `intended` begins. */
export function attemptOf({ at = 0, clock, correlate, timeout_ms }: JournalLine): Attempt {
  return {
    at,
    ...(typeof clock === "string" ? { clock } : {}),
    ...(correlate === undefined ? {} : { correlate }),
    ...(timeout_ms === undefined ? {} : { timeoutMs: timeout_ms }),
  };
}

/** Calls back for each index of a line, with its offset in the line's lists. */
export function eachIndex(line: JournalLine, callback: (index: number, offset: number) => void): void {
  let offset = 0;
  for (const [first, last] of line.indices)
    for (let index = first; index <= last; index++) callback(index, offset++);
}

/** The record of one index of a line. An input that was intended and not settled is unknown. */
export function recordAt(line: JournalLine, index: number, offset: number): JournalRecord {
  const { status, request_id, message_ids, codes, reasons } = line;
  const message_id = message_ids?.[offset];
  // Most are like this; built step by step, it takes several times as long.
  if (status === "accepted" && message_id !== undefined && request_id !== undefined && !hasReason(line))
    return { index, status, message_id, request_id };
  if (status === "intended")
    return {
      index,
      status: "unknown",
      code: "aborted",
      reason: "The run ended before the answer was there.",
    };
  const record: { -readonly [Name in keyof JournalRecord]: JournalRecord[Name] } = { index, status };
  const code = codes?.[offset] ?? line.code;
  const reason = reasons?.[offset] ?? line.reason;
  if (message_id !== undefined) record.message_id = message_id;
  if (request_id !== undefined) record.request_id = request_id;
  if (code !== undefined) record.code = code;
  if (reason !== undefined) record.reason = reason;
  return record;
}

function hasReason({ codes, reasons, code, reason }: JournalLine): boolean {
  return codes !== undefined || reasons !== undefined || code !== undefined || reason !== undefined;
}

function isRange(value: unknown): value is Range {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [first, last] = value as unknown[];
  return (
    typeof first === "number" &&
    typeof last === "number" &&
    Number.isSafeInteger(first) &&
    Number.isSafeInteger(last) &&
    first >= 0 &&
    first <= last
  );
}
