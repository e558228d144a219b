import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Settlement } from "../../src/journal/journal.js";
import { eachIndex, parseLine, recordAt, type JournalLine } from "../../src/journal/journalLine.js";
import { outcomeLines } from "../../src/journal/outcomeLines.js";
import { SmnError } from "../../src/base/errors.js";
import type { Disposition } from "../../src/messages/outcome.js";

const text = fc.oneof(fc.constantFrom("a", "b", '"', "\\", "中", "\ud800", "\n"), fc.string());
const request_id = fc.constantFrom("", "r1", "r2");
const cause = fc.constantFrom(
  new SmnError("not sent", { code: "aborted", sent: "no" }),
  new SmnError("no answer", { code: "timeout", sent: "maybe", requestId: "r3" }),
);
const disposition: fc.Arbitrary<Disposition> = fc.oneof(
  fc.record({ status: fc.constant("accepted" as const), endpoint: text, message_id: text, request_id }),
  fc.record({
    status: fc.constant("rejected" as const),
    code: text,
    reason: text,
    retryable: fc.boolean(),
    request_id,
  }),
  fc.constant({
    status: "invalid" as const,
    issues: [{ property: "", rule: "type", expected: "an object", received: "nothing" }],
  }),
  fc.record({ status: fc.constantFrom("unsent" as const, "unknown" as const), cause }),
);

/** Outcomes in any mixture, also many of a kind in a row, as most are. */
const settlements = fc
  .array(fc.tuple(disposition, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 })))
  .map((parts) => {
    let index = 0;
    const list: Settlement[] = [];
    for (const [one, times, gap] of parts) {
      index += gap;
      for (let n = 0; n < times; n++) list.push({ index: index++, disposition: one });
    }
    return list;
  });

/** What the journal is to say of an outcome. */
function expected({ index, disposition: one }: Settlement): Record<string, unknown> {
  const id = "request_id" in one && one.request_id !== "" ? { request_id: one.request_id } : {};
  switch (one.status) {
    case "accepted":
      return { index, status: one.status, message_id: one.message_id, ...id };
    case "rejected":
      return { index, status: one.status, code: one.code, reason: one.reason, ...id };
    case "invalid":
      return { index, status: one.status, reason: "message (type): expected an object, got nothing" };
    default:
      return { index, status: one.status, code: one.cause.code, reason: one.cause.message };
  }
}

describe("the lines of outcomes", () => {
  it("say of every outcome what it was, whatever the mixture", () => {
    fc.assert(
      fc.property(settlements, (list) => {
        const lines = outcomeLines(list);
        const records = lines.flatMap((line) => {
          expect(JSON.stringify(JSON.parse(line))).toBe(line);
          const parsed = parseLine(line) as JournalLine;
          const found: Record<string, unknown>[] = [];
          eachIndex(parsed, (index, offset) => found.push({ ...recordAt(parsed, index, offset) }));
          return found;
        });
        const byIndex = records.sort((a, b) => Number(a["index"]) - Number(b["index"]));
        const wellFormed = list.map(expected).map((one) => JSON.parse(JSON.stringify(one)) as unknown);
        expect(byIndex).toEqual(wellFormed);
      }),
    );
  });

  it("are one for all that one request got accepted", () => {
    const list = Array.from({ length: 5 }, (_, index) => ({
      index: index * 2,
      disposition: { status: "accepted" as const, endpoint: "e", message_id: `m${index}`, request_id: "r" },
    }));
    expect(outcomeLines(list)).toHaveLength(1);
  });

  it("are none where there is no outcome", () => {
    expect(outcomeLines([])).toEqual([]);
  });
});
