import fc from "fast-check";
import { expect, test } from "vitest";
import { IdTable } from "../../src/reports/idTable.js";

test("an id table tells new ids from known ones, and their places, as a Map does", () => {
  const hex = fc.integer({ min: 0, max: 40 }).map((one) => one.toString(16).padStart(32, "0"));
  const mixed = fc.tuple(hex, fc.constantFrom("0", "7", "f")).map(([id, head]) => head + id.slice(1));
  const id = fc.oneof(hex, mixed, fc.string({ maxLength: 33 }), fc.constant("A".repeat(32)));
  fc.assert(
    fc.property(fc.array(id), fc.array(id), (added, asked) => {
      const table = new IdTable();
      const model = new Map<string, number>();
      for (const one of added) {
        expect(table.add(one)).toBe(!model.has(one));
        if (!model.has(one)) model.set(one, model.size);
      }
      expect(table.size).toBe(model.size);
      for (const one of [...added, ...asked]) expect(table.indexOf(one)).toBe(model.get(one));
    }),
  );
});

test("an id table grows", () => {
  const table = new IdTable();
  const idOf = (index: number): string =>
    index % 5 === 0
      ? `id-${index}`
      : (BigInt(index) * 0x9e3779b97f4a7c15f39cc0605cedc834n).toString(16).padStart(32, "0").slice(-32);
  const indices = Array.from({ length: 50_000 }, (_, index) => index);
  expect(indices.filter((index) => !table.add(idOf(index)))).toEqual([]);
  expect(indices.filter((index) => table.indexOf(idOf(index)) !== index)).toEqual([]);
  expect(table.indexOf("f".repeat(32))).toBeUndefined();
});
