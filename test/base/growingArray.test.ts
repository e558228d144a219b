import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GrowingArray } from "../../src/base/growingArray.js";

describe("GrowingArray", () => {
  it("holds what was set last, and 0 everywhere else", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 5_000 }), fc.nat({ max: 2 ** 32 - 1 }))), (pairs) => {
        const array = new GrowingArray(Uint32Array);
        const expected = new Map<number, number>();
        for (const [index, value] of pairs) {
          array.set(index, value);
          expected.set(index, value);
        }
        for (let index = 0; index < 6_000; index += 7)
          expect(array.get(index)).toBe(expected.get(index) ?? 0);
        for (const [index, value] of expected) expect(array.get(index)).toBe(value);
        expect(array.all().reduce((sum, value) => sum + value, 0)).toBe(
          [...expected.values()].reduce((sum, value) => sum + value, 0),
        );
      }),
    );
  });
});
