import { describe, expect, it } from "vitest";
import type { AcceptedRecord, TimeSpan } from "../../src/journal/journal.js";
import type { JournalLine, Range } from "../../src/journal/journalLine.js";
import { readAccepted } from "../../src/journal/readAccepted.js";

const ALL: TimeSpan = { start: 0, end: 1_000 };
const intent = (at: number, ...indices: Range[]): JournalLine => ({ status: "intended", indices, at });
const outcome = (index: number, rest: Partial<JournalLine> = {}): JournalLine => ({
  status: "accepted",
  indices: [[index, index]],
  request_id: "r",
  message_ids: [`m${index}`],
  ...rest,
});

async function read(lines: readonly JournalLine[], ...spans: TimeSpan[]): Promise<AcceptedRecord[]> {
  const found: AcceptedRecord[] = [];
  const given = async function* (): AsyncGenerator<JournalLine> {
    yield* lines;
  };
  for await (const one of readAccepted(given(), spans)) found.push(one);
  return found;
}
const indicesOf = (records: readonly AcceptedRecord[]): number[] => records.map(({ index }) => index);

describe("the accepted inputs of a journal", () => {
  it("have their ids, and the last sending before the answer", async () => {
    const answer = outcome(0, {
      indices: [
        [0, 1],
        [4, 4],
      ],
      message_ids: ["a", "b", "c"],
    });
    expect(await read([intent(1, [0, 4]), intent(2, [1, 1]), answer], ALL)).toEqual([
      { index: 0, message_id: "a", attempt: { at: 1 } },
      { index: 1, message_id: "b", attempt: { at: 2 } },
      { index: 4, message_id: "c", attempt: { at: 1 } },
    ]);
  });

  it("are those whose request was about to leave in one of the spans, their ends included", async () => {
    const lines = [9, 10, 20, 21, 39, 40, 50, 51].flatMap((at) => [intent(at, [at, at]), outcome(at)]);
    const spans = [
      { start: 10, end: 20 },
      { start: 40, end: 50 },
    ];
    expect(indicesOf(await read(lines, ...spans))).toEqual([10, 20, 40, 50]);
    expect(await read(lines)).toEqual([]);
  });

  it("are none that was sent again outside of the spans", async () => {
    const lines = [intent(1, [0, 1]), intent(9, [1, 1]), outcome(0), outcome(1)];
    expect(indicesOf(await read(lines, { start: 0, end: 5 }))).toEqual([0]);
  });

  it("are none that an answer did not accept", async () => {
    const refused = outcome(0, { status: "rejected", codes: ["SMN.1"] });
    expect(await read([intent(1, [0, 0]), refused], ALL)).toEqual([]);
    // Found among the reports: without a request, or behind another outcome.
    expect(await read([intent(1, [0, 0]), outcome(0, { request_id: undefined })], ALL)).toEqual([]);
    const lost = outcome(0, { status: "unknown", message_ids: undefined });
    expect(await read([intent(1, [0, 0]), lost, outcome(0)], ALL)).toEqual([]);
    expect(indicesOf(await read([intent(1, [0, 0]), outcome(0), outcome(0)], ALL))).toEqual([0]);
    expect(await read([outcome(0)], ALL)).toEqual([]);
    // Sent again, it is accepted by the answer to that.
    expect(indicesOf(await read([intent(1, [0, 0]), lost, intent(2, [0, 0]), outcome(0)], ALL))).toEqual([0]);
  });
});
