import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { createCsvLine } from "../../src/cli/results/csvLine.js";

const cell = fc.oneof(
  fc.constantFrom("", " x", "x ", '"', 'a"b', "a,b", "a;b", "a\tb", "x\r", "x\ny", "\uFEFFx", "=1+1", "您好"),
  fc.string(),
);

test("a line is what the library writes, and reads back as its cells", () => {
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 2, maxLength: 8 }),
      fc.constantFrom(",", ";", "\t"),
      (cells, delimiter) => {
        const line = createCsvLine(delimiter)(cells);
        expect(line).toBe(Papa.unparse([cells], { delimiter }));
        expect(Papa.parse<string[]>(`${line}\nend`, { delimiter, newline: "\n" }).data[0]).toEqual(cells);
      },
    ),
    { numRuns: 1_000 },
  );
});
