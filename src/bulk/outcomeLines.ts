import { jsonTexts } from "../messages/jsonTexts.js";
import type { Disposition } from "../messages/outcome.js";
import type { Settlement } from "./journal.js";
import { toRanges, type JournalLine } from "./journalLine.js";

/** One line for all outcomes of a kind that share a request and cause. */
export function outcomeLines(settlements: readonly Settlement[]): string {
  const [first] = settlements;
  if (first === undefined) return "";
  const areAlike = settlements.every((one) => isAlike(first.disposition, one.disposition));
  const groups = areAlike ? [settlements] : grouped(settlements);
  return groups.map((group) => `${lineText(lineOf(group))}\n`).join("");
}

function grouped(settlements: readonly Settlement[]): Settlement[][] {
  const groups = new Map<string, Settlement[]>();
  let previous: Settlement[] | undefined;
  for (const one of settlements) {
    // Most stand beside their like: no key is made for them.
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

/** Whether two outcomes certainly stand in one line; for some that do it says no. */
function isAlike(one: Disposition, other: Disposition): boolean {
  if (one.status === "accepted" || one.status === "rejected")
    return other.status === one.status && other.request_id === one.request_id;
  if (one.status === "invalid") return other.status === "invalid";
  return other.status === one.status && other.cause === one.cause;
}

function groupKey(disposition: Disposition): string {
  if (disposition.status === "invalid") return "invalid";
  if (disposition.status === "unsent" || disposition.status === "unknown")
    return `${disposition.status} ${disposition.cause.code} ${disposition.cause.requestId ?? ""} ${disposition.cause.message}`;
  return `${disposition.status} ${disposition.request_id ?? ""}`;
}

function lineOf(group: readonly Settlement[]): JournalLine {
  const indices = toRanges(group, ({ index }) => index);
  const first = (group[0] as Settlement).disposition;
  const { status } = first;
  const request_id = "request_id" in first ? first.request_id : undefined;
  // An outcome that was found in the reports has none.
  const id = request_id === undefined || request_id === "" ? {} : { request_id };
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
      (disposition as typeof first).issues.map(describe).join("; "),
    );
    return { status, indices, reasons };
  }
  return { status, indices, ...id, code: first.cause.code, reason: first.cause.message };
}

function describe({
  property,
  rule,
  expected,
  received,
}: {
  property: string;
  rule: string;
  expected: string;
  received: string;
}): string {
  return `${property === "" ? "message" : property} (${rule}): expected ${expected}, got ${received}`;
}
