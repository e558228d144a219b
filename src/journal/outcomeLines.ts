import { describeIssue } from "../messages/describeIssue.js";
import { jsonTexts } from "../messages/jsonTexts.js";
import type { Disposition } from "../messages/outcome.js";
import type { JournalRecord, Settlement } from "./journal.js";
import { recordAt, toRanges, type JournalLine } from "./journalLine.js";

/**
 * The text of one line for all outcomes of a kind that share a request and cause.
 *
 * @param at the time, in milliseconds since the epoch
 */
export function outcomeLines(settlements: readonly Settlement[], at?: number): string[] {
  return linesOfOutcomes(settlements, at).map(lineText);
}

/** The same, as lines. */
export function linesOfOutcomes(settlements: readonly Settlement[], at?: number): JournalLine[] {
  const [first] = settlements;
  if (first === undefined) return [];
  const areAlike = settlements.every((one) => isAlike(first.disposition, one.disposition));
  const groups = areAlike ? [settlements] : grouped(settlements);
  return groups.map((group) => lineOf(group, at));
}

function grouped(settlements: readonly Settlement[]): Settlement[][] {
  const groups = new Map<string, Settlement[]>();
  let previous: Settlement[] | undefined;
  for (const one of settlements) {
    // Most follow one of the same group, so that no key is needed.
    if (previous?.[0] === undefined || !isAlike(previous[0].disposition, one.disposition)) {
      const key = groupKey(one.disposition);
      previous = groups.get(key);
      if (previous === undefined) groups.set(key, (previous = []));
    }
    previous.push(one);
  }
  return [...groups.values()];
}

/** As `JSON.stringify` makes it. */
function lineText({ message_ids, ...line }: JournalLine): string {
  const text = JSON.stringify(line);
  return message_ids === undefined ? text : `${text.slice(0, -1)},"message_ids":${jsonTexts(message_ids)}}`;
}

/**
 * The record that a reader of the journal will get of an outcome.
 *
 * An accepted one is its own record, but for an empty `request_id`, which is left out.
 */
export function recordOf({ index, disposition }: Settlement): JournalRecord {
  if (disposition.status === "accepted" && disposition.request_id !== "") {
    const { status, message_id, request_id } = disposition;
    return { index, status, message_id, request_id };
  }
  return recordAt(lineOf([{ index, disposition }]), index, 0);
}

/** Conservative: `true` means the same line; `false` may be wrong, so the caller falls back to `groupKey`. */
function isAlike(one: Disposition, other: Disposition): boolean {
  if (one.status === "invalid") return other.status === "invalid";
  if (other.status !== one.status || requestIdOf(other) !== requestIdOf(one)) return false;
  if (one.status === "accepted" || one.status === "rejected") return true;
  return "cause" in other && other.cause === one.cause;
}

function groupKey(disposition: Disposition): string {
  const key = `${disposition.status} ${requestIdOf(disposition) ?? ""}`;
  return "cause" in disposition
    ? JSON.stringify([key, disposition.cause.code, disposition.cause.message])
    : key;
}

function requestIdOf(disposition: Disposition): string | undefined {
  return "request_id" in disposition ? disposition.request_id : undefined;
}

function lineOf(group: readonly Settlement[], at?: number): JournalLine {
  const indices = toRanges(group, ({ index }) => index);
  const first = (group[0] as Settlement).disposition;
  const { status } = first;
  const request_id = requestIdOf(first);
  // An outcome that was found in the reports has none.
  const id = request_id === "" ? {} : { request_id };
  if (status === "accepted")
    return {
      status,
      indices,
      ...id,
      message_ids: group.map(({ disposition }) => (disposition as typeof first).message_id),
    };
  if (status === "rejected") {
    const rejected = group.map(({ disposition }) => disposition as typeof first);
    return {
      status,
      indices,
      ...id,
      codes: rejected.map(({ code }) => code),
      reasons: rejected.map(({ reason }) => reason),
    };
  }
  if (status === "invalid") {
    const reasons = group.map(({ disposition }) =>
      (disposition as typeof first).issues.map(describeIssue).join("; "),
    );
    return { status, indices, reasons };
  }
  return { status, indices, at, ...id, code: first.cause.code, reason: first.cause.message };
}
