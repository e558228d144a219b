import { describe, expect, it } from "vitest";
import type { AcceptedRecord, ReconcilableJournal, TimeSpan } from "../../src/journal/journal.js";
import { NEARBY_MS } from "../../src/reconcile/nearby.js";
import { readControls } from "../../src/reconcile/readControls.js";
import { range } from "../bulk/support.js";
import { AT } from "./support.js";

/** A journal that accepted so many inputs, and the spans that it was asked for. */
function journalOf(count: number): ReconcilableJournal & { spans: (readonly TimeSpan[])[] } {
  const spans: (readonly TimeSpan[])[] = [];
  return {
    runId: "run",
    spans,
    settle: () => Promise.resolve(),
    async *unknowns() {
      yield* [];
    },
    async *accepted(asked) {
      spans.push(asked);
      for (const index of range(count))
        yield await Promise.resolve<AcceptedRecord>({ index, message_id: `id${index}`, attempt: { at: AT } });
    },
  };
}

describe("the accepted inputs near the unknown ones", () => {
  it("are asked for by the times around their sendings, and held by index", async () => {
    const journal = journalOf(3);
    const [early, late] = [{ at: AT }, { at: AT + 10 * NEARBY_MS }];
    const records = [
      { index: 5, attempts: [early] },
      { index: 6, attempts: [early, late] },
    ];
    const found = await readControls(journal, records);
    expect([...found.entries()].map(([index, { message_id }]) => [index, message_id])).toEqual([
      [0, "id0"],
      [1, "id1"],
      [2, "id2"],
    ]);
    expect(journal.spans).toEqual([
      [early, late].map(({ at }) => ({ start: at - NEARBY_MS, end: at + NEARBY_MS })),
    ]);
  });

  it("are all held up to the most, and half of them from there on, again and again", async () => {
    const held = async (count: number, most: number): Promise<number[]> => [
      ...(await readControls(journalOf(count), [], most)).keys(),
    ];
    expect(await held(99, 100)).toHaveLength(99);
    const [some, more, all] = [await held(100, 100), await held(400, 100), await held(100_000, 100)];
    for (const few of [some, more, all]) {
      expect(few.length).toBeLessThan(100);
      expect(few.length).toBeGreaterThan(20);
    }
    // What is held of few is held of many as far as the selection goes: it depends on the index alone.
    expect(more.every((index) => index >= 100 || some.includes(index))).toBe(true);
    expect(Math.max(...all)).toBeGreaterThan(90_000);
  });

  it("are none where the journal knows none", async () => {
    const journal: ReconcilableJournal = journalOf(3);
    delete journal.accepted;
    expect((await readControls(journal, [{ index: 5, attempts: [{ at: AT }] }])).size).toBe(0);
  });

  it("are all held when they are less than a hundred thousand", async () => {
    expect((await readControls(journalOf(2_000), [])).size).toBe(2_000);
  });
});
