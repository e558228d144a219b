import { describe, expect, it } from "vitest";
import {
  attemptOf,
  eachIndex,
  intentLine,
  parseLine,
  recordAt,
  senderLine,
  toRanges,
  type JournalLine,
} from "../../src/journal/journalLine.js";

const parse = (value: unknown): unknown => parseLine(JSON.stringify(value));

describe("a line of a journal", () => {
  it.each<[string, object]>([
    ["an intent", { status: "intended", indices: [[0, 2]], at: 1 }],
    [
      "an intent with digests",
      {
        status: "intended",
        indices: [
          [0, 2],
          [4, 4],
        ],
        digests: [1, 2],
      },
    ],
    ["accepted messages", { status: "accepted", indices: [[0, 1]], message_ids: ["a", "b"] }],
    ["refused messages", { status: "rejected", indices: [[0, 1]], codes: ["a", "b"], reasons: [] }],
    ["messages that were refused together", { status: "rejected", indices: [[0, 1]], codes: [] }],
    ["invalid messages", { status: "invalid", indices: [[3, 3]] }],
    ["unsent messages", { status: "unsent", indices: [[3, 3]], code: "network" }],
    ["unknown messages", { status: "unknown", indices: [] }],
    ["the sender", { sender: { project: "p", address: "a" } }],
  ])("says %s", (_name, value) => {
    expect(parse(value)).toEqual(value);
  });

  it.each<[string, unknown]>([
    ["no status", { indices: [[0, 1]] }],
    ["another status", { status: "sent", indices: [[0, 1]] }],
    ["a status that is no text", { status: 5, indices: [[0, 1]] }],
    ["no indices", { status: "unsent" }],
    ["indices that are no list", { status: "unsent", indices: { length: 0 } }],
    ["an index that is no range", { status: "unsent", indices: [0] }],
    ["a range of another shape", { status: "unsent", indices: ["01"] }],
    ["a range of one", { status: "unsent", indices: [[0]] }],
    ["a range of three", { status: "unsent", indices: [[0, 1, 2]] }],
    ["a range that falls", { status: "unsent", indices: [[2, 1]] }],
    ["a negative range", { status: "unsent", indices: [[-1, 1]] }],
    ["a range of fractions", { status: "unsent", indices: [[0.5, 1]] }],
    ["a range that ends in a fraction", { status: "unsent", indices: [[0, 1.5]] }],
    ["a range beyond all numbers", { status: "unsent", indices: [[0, 2 ** 53]] }],
    ["a range of texts", { status: "unsent", indices: [["0", "1"]] }],
    ["a range that ends in a text", { status: "unsent", indices: [[0, "1"]] }],
    ["one wrong range of several", { status: "unsent", indices: [[0, 1], [3]] }],
    ["too few digests", { status: "intended", indices: [[0, 1]], digests: [] }],
    ["digests that are no list", { status: "intended", indices: [[0, 1]], digests: { length: 1 } }],
    ["no ids", { status: "accepted", indices: [[0, 1]] }],
    ["too few ids", { status: "accepted", indices: [[0, 1]], message_ids: ["a"] }],
    ["too many ids", { status: "accepted", indices: [[5, 5]], message_ids: ["a", "b"] }],
    ["ids that are no list", { status: "accepted", indices: [[5, 5]], message_ids: "a" }],
    ["no codes", { status: "rejected", indices: [[0, 1]] }],
    ["too few codes", { status: "rejected", indices: [[0, 1]], codes: ["a"] }],
    ["codes that are no list", { status: "rejected", indices: [[0, 0]], codes: "a" }],
    ["a sender without address", { sender: { project: "p" } }],
    ["a sender without project", { sender: { address: "a" } }],
    ["something else", 5],
  ])("is none with %s", (_name, value) => {
    expect(parse(value)).toBeUndefined();
  });

  it("is none where it is no JSON", () => {
    expect(parseLine('{"status":')).toBeUndefined();
  });
});

describe("an intent", () => {
  const time = { at: 5, clock: "c" };

  it("has what is known, and digests by range, in 32 bits", () => {
    expect(intentLine([0, 1, 3], time)).toEqual({
      status: "intended",
      indices: [
        [0, 1],
        [3, 3],
      ],
      ...time,
    });
    const details = { correlate: "extend_code", timeoutMs: 9, digests: [2 ** 32 - 1, 3, 7] } as const;
    const line = intentLine([0, 1, 3], time, details);
    expect(line).toMatchObject({ correlate: "extend_code", timeout_ms: 9, digests: [2, 7] });
    expect(attemptOf(line)).toEqual({ ...time, correlate: "extend_code", timeoutMs: 9 });
    expect(Object.keys(intentLine([0], time))).toEqual(["status", "indices", "at", "clock"]);
  });

  it("of an earlier release tells no more than it has", () => {
    expect(Object.entries(attemptOf({ status: "intended", indices: [[0, 0]] }))).toEqual([["at", 0]]);
    const odd = { status: "intended", indices: [], at: 1, clock: 5 } as unknown as JournalLine;
    expect(attemptOf(odd)).toEqual({ at: 1 });
  });
});

describe("the records of a line", () => {
  it("go with its indices in order", () => {
    const line: JournalLine = {
      status: "rejected",
      indices: [
        [0, 1],
        [5, 5],
      ],
      request_id: "r",
      codes: ["a", "b", "c"],
      reasons: ["x", "y", "z"],
    };
    const seen: unknown[] = [];
    eachIndex(line, (index, offset) => seen.push(recordAt(line, index, offset)));
    expect(seen).toEqual(
      [
        [0, "a", "x"],
        [1, "b", "y"],
        [5, "c", "z"],
      ].map(([index, code, reason]) => ({ index, status: "rejected", request_id: "r", code, reason })),
    );
  });

  it("have the code and reason that are for all, and nothing that the line lacks", () => {
    const unsent: JournalLine = { status: "unsent", indices: [[4, 4]], code: "network", reason: "No." };
    expect(recordAt(unsent, 4, 0)).toEqual({ index: 4, status: "unsent", code: "network", reason: "No." });
    const accepted: JournalLine = { status: "accepted", indices: [[4, 4]], message_ids: ["m"] };
    expect(Object.entries(recordAt(accepted, 4, 0))).toEqual([
      ["index", 4],
      ["status", "accepted"],
      ["message_id", "m"],
    ]);
    const invalid: JournalLine = { status: "invalid", indices: [[4, 4]] };
    expect(Object.keys(recordAt(invalid, 4, 0))).toEqual(["index", "status"]);
  });

  it("of an intent are unknown", () => {
    expect(recordAt({ status: "intended", indices: [[4, 4]] }, 4, 0)).toEqual({
      index: 4,
      status: "unknown",
      code: "aborted",
      reason: "The run ended before the answer was there.",
    });
  });
});

it("indices are ranges as far as they ascend one by one, in their order", () => {
  const same = (index: number): number => index;
  expect(toRanges([], same)).toEqual([]);
  expect(toRanges([3, 4, 5, 7, 6, 7, 0], same)).toEqual([
    [3, 5],
    [7, 7],
    [6, 7],
    [0, 0],
  ]);
});

it("the line of the sender has its project and address", () => {
  expect(senderLine({ project: "p", address: "a" })).toBe('{"sender":{"project":"p","address":"a"}}');
});
