import fc from "fast-check";
import { expect, it } from "vitest";
import { createEarliestFirst } from "../../../src/mock/base/earliestFirst.js";

it("hands out what is due first, and of two with the same time what came first", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (dues) => {
      const items = dues.map((due, turn) => ({ due, turn }));
      const waiting = createEarliestFirst<(typeof items)[number]>();
      for (const item of items) waiting.add(item);
      const sorted = [...items].sort((a, b) => a.due - b.due || a.turn - b.turn);
      expect(waiting.nextDue).toBe(sorted[0]?.due ?? Infinity);
      expect(items.map(() => waiting.take())).toEqual(sorted);
      expect([waiting.take(), waiting.size]).toEqual([undefined, 0]);
    }),
  );
});

it("keeps its order when things come and go", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 9 })), { maxLength: 100 }), (steps) => {
      const waiting = createEarliestFirst<{ due: number }>();
      let known: number[] = [];
      for (const due of steps) {
        if (due === null) {
          const least = known.length === 0 ? undefined : Math.min(...known);
          expect(waiting.take()?.due).toBe(least);
          if (least !== undefined) known = known.toSpliced(known.indexOf(least), 1);
        } else {
          waiting.add({ due });
          known.push(due);
        }
        expect(waiting.size).toBe(known.length);
      }
      waiting.clear();
      expect(waiting.nextDue).toBe(Infinity);
    }),
  );
});
