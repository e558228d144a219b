import { SmnError } from "../base/errors.js";
import { isRecord } from "../base/errorBody.js";
import type { OutcomeStatus } from "../messages/outcome.js";
import type { Attempt, IntentDetails, JournalRecord } from "./journal.js";

/** First and last index of a run of consecutive indices. */
export type Range = readonly [first: number, last: number];

/** First line of a journal. */
export interface JournalHeader {
  readonly journal: "smn-sms";
  readonly version: 1;
  readonly input_id: string;
  readonly run_id: string;
  readonly created_at: string;
}

/**
 * Every further line, by `status`. Indices are written as ranges; the lists beside them are in the same order.
 *
 * - `intended`: a request with these inputs is about to leave, at the time `at` in milliseconds; `correlate` says that
 *   messages carry tokens, `timeout_ms` how long the request may take
 * - `accepted`: with `message_ids`; `rejected`: with `codes` and `reasons`; `invalid`: with `reasons`
 * - `unsent` and `unknown`: with one `code` and `reason` for all, and the time `at` of the record
 */
export interface JournalLine {
  readonly status: OutcomeStatus | "intended";
  readonly indices: readonly Range[];
  readonly at?: number;
  readonly correlate?: "extend_code";
  readonly timeout_ms?: number;
  readonly request_id?: string;
  readonly message_ids?: readonly string[];
  readonly codes?: readonly string[];
  readonly reasons?: readonly string[];
  readonly code?: string;
  readonly reason?: string;
}

export const JOURNAL_VERSION = 1;
/** How every header begins; `openJournal` writes the properties in this order. */
const HEADER_START = '{"journal":"smn-sms",';
const STATUSES: readonly string[] = [
  "intended",
  "accepted",
  "rejected",
  "invalid",
  "unsent",
  "unknown",
] satisfies JournalLine["status"][];

export function intentLine(
  indices: readonly number[],
  at: number,
  { correlate, timeoutMs }: IntentDetails = {},
): string {
  const line: JournalLine = {
    status: "intended",
    indices: toRanges(indices, (index) => index),
    at,
    ...(correlate === undefined ? {} : { correlate }),
    ...(timeoutMs === undefined ? {} : { timeout_ms: timeoutMs }),
  };
  return `${JSON.stringify(line)}\n`;
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

/** Reads a line after the first; undefined for anything that is not one. */
export function parseLine(text: string): JournalLine | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || typeof value["status"] !== "string" || !STATUSES.includes(value["status"]))
    return undefined;
  const { indices } = value;
  if (!Array.isArray(indices) || !indices.every(isRange)) return undefined;
  const line = value as unknown as JournalLine;
  const count = line.indices.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const lists = [
    line.status === "accepted" ? line.message_ids : [],
    line.status === "rejected" ? line.codes : [],
  ];
  const isWhole = lists.every((list) => Array.isArray(list) && (list.length === 0 || list.length === count));
  return isWhole && (line.status !== "accepted" || line.message_ids?.length === count) ? line : undefined;
}

export function parseHeader(text: string, path: string): JournalHeader {
  const value = parseJson(text);
  if (
    !isRecord(value) ||
    value["journal"] !== "smn-sms" ||
    typeof value["input_id"] !== "string" ||
    typeof value["run_id"] !== "string"
  )
    throw refused(path, "is not a journal of smn-sms");
  if (value["version"] !== JOURNAL_VERSION)
    throw refused(path, "is a journal of a version that this program cannot read");
  return value as unknown as JournalHeader;
}

/** Throws unless the text can be the first part of a header, of a journal that was torn while it was made. */
export function checkTornHeader(text: string, path: string): void {
  const length = Math.min(text.length, HEADER_START.length);
  if (text.slice(0, length) !== HEADER_START.slice(0, length))
    throw refused(path, "is not a journal of smn-sms");
}

function refused(path: string, why: string): SmnError {
  return new SmnError(`${path} ${why}. Name another file, or move this one away.`, {
    code: "journal",
    reason: "not_a_journal",
    sent: "no",
  });
}

/** The sending that a line with the status `intended` begins. */
export function attemptOf({ at = 0, correlate, timeout_ms }: JournalLine): Attempt {
  return {
    at,
    ...(correlate === undefined ? {} : { correlate }),
    ...(timeout_ms === undefined ? {} : { timeoutMs: timeout_ms }),
  };
}

/** Calls back for each index of a line, with its place in the line's lists. */
export function eachIndex(line: JournalLine, callback: (index: number, place: number) => void): void {
  let place = 0;
  for (const [first, last] of line.indices)
    for (let index = first; index <= last; index++) callback(index, place++);
}

/** The record of one index of a line. An input that was intended and not settled is unknown. */
export function recordAt(line: JournalLine, index: number, place: number): JournalRecord {
  const { status, request_id, message_ids, codes, reasons } = line;
  if (status === "intended")
    return {
      index,
      status: "unknown",
      code: "aborted",
      reason: "The run ended before the answer was there.",
    };
  const record: { -readonly [Name in keyof JournalRecord]: JournalRecord[Name] } = { index, status };
  const message_id = message_ids?.[place];
  const code = codes?.[place] ?? line.code;
  const reason = reasons?.[place] ?? line.reason;
  if (message_id !== undefined) record.message_id = message_id;
  if (request_id !== undefined) record.request_id = request_id;
  if (code !== undefined) record.code = code;
  if (reason !== undefined) record.reason = reason;
  return record;
}

function isRange(value: unknown): value is Range {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [first, last] = value as unknown[];
  return (
    Number.isSafeInteger(first) &&
    Number.isSafeInteger(last) &&
    (first as number) >= 0 &&
    (first as number) <= (last as number)
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a torn line
  }
}
