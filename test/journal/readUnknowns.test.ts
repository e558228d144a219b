import { describe, expect, it } from "vitest";
import type { UnknownRecord } from "../../src/journal/journal.js";
import type { JournalLine, Range } from "../../src/journal/journalLine.js";
import { readUnknowns } from "../../src/journal/readUnknowns.js";

const intent = (at: number, ...indices: Range[]): JournalLine => ({ status: "intended", indices, at });
const unknown = (at: number | undefined, ...indices: Range[]): JournalLine => ({
  status: "unknown",
  indices,
  at,
});

async function read(lines: readonly JournalLine[], undecided: readonly number[]): Promise<UnknownRecord[]> {
  const found: UnknownRecord[] = [];
  const given = async function* (): AsyncGenerator<JournalLine> {
    yield* lines;
  };
  for await (const one of readUnknowns(given(), (index) => undecided.includes(index))) found.push(one);
  return found;
}

describe("the unknown inputs of a journal", () => {
  it("come by ascending index, and no others", async () => {
    const lines = [intent(1, [10, 11]), intent(2, [2, 3]), intent(3, [9, 9]), unknown(4, [9, 11])];
    expect((await read(lines, [11, 10, 9, 3])).map(({ index }) => index)).toEqual([3, 9, 10, 11]);
    expect(await read(lines, [])).toEqual([]);
    // One that no request had.
    expect(await read([unknown(4, [0, 0])], [0])).toEqual([]);
  });

  it("have every sending, each with the time when its outcome was recorded or the next one began", async () => {
    const lines = [
      intent(1, [0, 2]),
      unknown(5, [0, 0]),
      intent(6, [0, 1]),
      unknown(7, [1, 1]),
      unknown(8, [1, 1]),
    ];
    expect(await read(lines, [0, 1, 2])).toEqual([
      { index: 0, attempts: [{ at: 1, until: 5 }, { at: 6 }] },
      {
        index: 1,
        attempts: [
          { at: 1, until: 6 },
          { at: 6, until: 7 },
        ],
      },
      { index: 2, attempts: [{ at: 1 }] },
    ]);
  });

  it("share the list of their sendings where they went together", async () => {
    const lines = [intent(1, [0, 2]), unknown(2, [0, 1]), intent(3, [0, 1])];
    const [first, second, third] = await read(lines, [0, 1, 2]);
    expect(second?.attempts).toBe(first?.attempts);
    expect(third?.attempts).toEqual([{ at: 1 }]);
  });

  it("have no end of a sending of whose outcome no time is recorded", async () => {
    expect(await read([intent(1, [0, 0]), unknown(undefined, [0, 0])], [0])).toEqual([
      { index: 0, attempts: [{ at: 1 }] },
    ]);
  });

  it("have the id of their last request, where it had an answer", async () => {
    const answered = (request_id: string | undefined, index: number): JournalLine => ({
      ...unknown(2, [index, index]),
      request_id,
    });
    const lines = [
      intent(1, [0, 3]),
      answered("r0", 0),
      answered("r1", 1),
      answered("r2", 2),
      answered("later", 2),
      intent(3, [1, 1]),
      answered("r3", 3),
      answered(undefined, 3),
    ];
    const ids = (await read(lines, [0, 1, 2, 3])).map((one) => ["request_id" in one, one.request_id]);
    expect(ids).toEqual([
      [true, "r0"],
      [false, undefined],
      [true, "later"],
      [false, undefined],
    ]);
  });
});
