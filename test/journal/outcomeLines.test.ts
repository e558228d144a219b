import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Settlement } from "../../src/journal/journal.js";
import { eachIndex, parseLine, recordAt, type JournalLine } from "../../src/journal/journalLine.js";
import { linesOfOutcomes, outcomeLines, recordOf } from "../../src/journal/outcomeLines.js";
import { SmnError } from "../../src/base/errors.js";
import type { Disposition } from "../../src/messages/outcome.js";

const NOTHING = { property: "", rule: "type", expected: "an object", received: "nothing" } as const;
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
    issues: [NOTHING],
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

  it("are one for each kind of outcome, request and cause, whatever the order", () => {
    const failed = (message: string, code: "aborted" | "timeout" = "aborted"): SmnError =>
      new SmnError(message, { code, sent: "maybe" });
    const accepted = (request_id: string): Disposition => ({
      status: "accepted",
      endpoint: "e",
      message_id: "m",
      request_id,
    });
    const rejected: Disposition = { status: "rejected", code: "c", reason: "x", request_id: "r1" };
    const kinds: Disposition[] = [
      accepted("r1"),
      accepted("r2"),
      rejected,
      { ...rejected, request_id: "r2" },
      { status: "invalid", issues: [] },
      { status: "unsent", cause: failed("one") },
      { status: "unsent", cause: failed("other") },
      { status: "unsent", cause: failed("one", "timeout") },
      { status: "unknown", cause: failed("one") },
      { status: "unknown", cause: failed("one"), request_id: "r1" },
      { status: "unknown", cause: failed("one"), request_id: "r2" },
    ];
    const count = kinds.length;
    const groupsOf = (list: readonly Settlement[]): unknown =>
      linesOfOutcomes(list).map(({ status, indices, request_id, code, reason }) => [
        status,
        indices.flatMap(([first, last]) =>
          Array.from({ length: last - first + 1 }, (_, offset) => (first + offset) % count),
        ),
        request_id,
        ...(status === "unsent" || status === "unknown" ? [code, reason] : []),
      ]);
    const one = kinds.map((disposition, kind) => [
      disposition.status,
      [kind, kind, kind],
      "request_id" in disposition ? disposition.request_id : undefined,
      ...("cause" in disposition ? [disposition.cause.code, disposition.cause.message] : []),
    ]);
    const inTurn = Array.from({ length: 3 * count }, (_, index) => ({
      index,
      disposition: kinds[index % count]!,
    }));
    expect(groupsOf(inTurn)).toEqual(one);
    const byKind = kinds.flatMap((disposition, kind) =>
      [0, 1, 2].map((turn) => ({ index: turn * count + kind, disposition })),
    );
    expect(groupsOf(byKind)).toEqual(one);
    // Two of which nothing but the cause differs.
    for (const [first, second] of [
      [5, 6],
      [5, 7],
      [8, 9],
      [0, 2],
    ] as const)
      expect(
        linesOfOutcomes([0, 1].map((at) => ({ index: at, disposition: kinds[at === 0 ? first : second]! }))),
      ).toHaveLength(2);
  });

  it("have the time of the record where it is not known what the service did", () => {
    const cause = new SmnError("Not sent.", { code: "network", sent: "no" });
    const list = (["unsent", "unknown"] as const).map((status, index) => ({
      index,
      disposition: { status, cause },
    }));
    expect(outcomeLines(list, 5)).toEqual([
      '{"status":"unsent","indices":[[0,0]],"at":5,"code":"network","reason":"Not sent."}',
      '{"status":"unknown","indices":[[1,1]],"at":5,"code":"network","reason":"Not sent."}',
    ]);
    expect(outcomeLines(list.slice(0, 1))).toEqual([
      '{"status":"unsent","indices":[[0,0]],"code":"network","reason":"Not sent."}',
    ]);
  });

  it("say all that is wrong with an invalid one", () => {
    const issues = [
      NOTHING,
      { property: "message", rule: "minLength", expected: "text", received: "none" } as const,
    ];
    expect(linesOfOutcomes([{ index: 0, disposition: { status: "invalid", issues } }])).toMatchObject([
      {
        reasons: [
          "message (type): expected an object, got nothing; message (minLength): expected text, got none",
        ],
      },
    ]);
    const [line] = linesOfOutcomes([
      { index: 0, disposition: { status: "invalid", issues: [{ ...NOTHING, property: "sign_id" }] } },
    ]);
    expect(line?.reasons).toEqual(["sign_id (type): expected an object, got nothing"]);
  });

  it("are none where there is no outcome", () => {
    expect(outcomeLines([])).toEqual([]);
  });
});

describe("the record of an outcome", () => {
  it("is what a reader of the journal gets", () => {
    fc.assert(
      fc.property(disposition, fc.nat(), (one, index) => {
        const settlement = { index, disposition: one };
        expect(recordOf(settlement)).toEqual(expected(settlement));
        const [line] = linesOfOutcomes([settlement]);
        expect(recordOf(settlement)).toEqual(recordAt(line!, index, 0));
      }),
    );
    const found: Disposition = { status: "accepted", endpoint: "e", message_id: "m", request_id: "" };
    expect(recordOf({ index: 3, disposition: found })).toEqual({
      index: 3,
      status: "accepted",
      message_id: "m",
    });
    const answered: Disposition = { ...found, request_id: "r" };
    expect(recordOf({ index: 3, disposition: answered })).toEqual({
      index: 3,
      status: "accepted",
      message_id: "m",
      request_id: "r",
    });
    const rejected: Disposition = { status: "rejected", code: "c", reason: "x", request_id: "r" };
    expect(recordOf({ index: 4, disposition: rejected })).toEqual({ index: 4, ...rejected });
  });
});
