import fc from "fast-check";
import { expect, test } from "vitest";
import { RowSet } from "../../src/cli/message/rowSet.js";
import { RowWindow } from "../../src/cli/results/rowWindow.js";

test("a window gives back what was kept of each row once, and nothing of others", () => {
  // Steps: how many rows are read, then which of those under way has its outcome.
  const steps = fc.array(fc.tuple(fc.nat({ max: 700 }), fc.nat()), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (list) => {
      const window = new RowWindow<string>();
      const underWay: number[] = [];
      let read = 0;
      for (const [more, choice] of list) {
        for (let n = 0; n < more; n++) {
          window.add(`row ${read}`);
          underWay.push(read++);
        }
        if (underWay.length === 0) continue;
        const [index = -1] = underWay.splice(choice % underWay.length, 1);
        expect(window.take(index)).toBe(`row ${index}`);
        expect(window.take(index)).toBe(undefined);
        expect(window.take(read)).toBe(undefined);
      }
      for (const index of underWay) expect(window.take(index)).toBe(`row ${index}`);
    }),
    { numRuns: 50 },
  );
});

test("a set of rows has those that were added", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40_000 })), fc.nat({ max: 40_000 }), (added, other) => {
      const set = new RowSet();
      for (const index of added) set.add(index);
      expect(added.every((index) => set.has(index))).toBe(true);
      expect(set.has(other)).toBe(added.includes(other));
    }),
  );
});
