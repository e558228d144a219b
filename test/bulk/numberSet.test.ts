import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumberSet } from "../../src/bulk/numberSet.js";

/** Numbers that meet in the table: near each other, and a table's length apart. */
const numbers = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.nat({ max: 40 }).map((n) => 1 + n * 1_024),
  fc.integer({ min: 1, max: 2 ** 31 - 1 }),
);
const steps = fc.array(fc.record({ kind: fc.constantFrom("add", "add", "delete"), number: numbers }), {
  maxLength: 2_000,
});

describe("NumberSet", () => {
  it("holds what a set would hold, whatever comes and goes", () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const set = new NumberSet();
        const model = new Set<number>();
        for (const { kind, number } of sequence) {
          if (kind === "add") expect(set.add(number)).toBe(!model.has(number));
          else set.delete(number);
          if (kind === "add") model.add(number);
          else model.delete(number);
          expect(set.size).toBe(model.size);
        }
        for (const { number } of sequence) expect(set.has(number)).toBe(model.has(number));
      }),
      { numRuns: 200 },
    );
  });

  it("grows", () => {
    const set = new NumberSet();
    for (let number = 1; number <= 20_000; number++) expect(set.add(number * 7_919)).toBe(true);
    expect(set.size).toBe(20_000);
    for (let number = 1; number <= 20_000; number++) expect(set.add(number * 7_919)).toBe(false);
    for (let number = 1; number <= 20_000; number += 2) set.delete(number * 7_919);
    for (let number = 1; number <= 20_000; number++) expect(set.has(number * 7_919)).toBe(number % 2 === 0);
  });

  it("is empty after clear", () => {
    const set = new NumberSet();
    set.add(5);
    set.clear();
    expect(set.size).toBe(0);
    expect(set.has(5)).toBe(false);
    expect(set.add(5)).toBe(true);
  });
});
