import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { createCsvLine } from "../../../src/cli/results/csvLine.js";

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

test("a line of cells that stand as a line already is the same line", () => {
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(",", ";", "\t", "|"),
      (values, delimiter) => {
        const lineOf = createCsvLine(delimiter);
        // As in a file without quotes: what they would be needed for is not there.
        const cells = values.map((value) => value.replaceAll(/["\n]/g, "").replaceAll(delimiter, ""));
        expect(lineOf.of(cells, cells.join(delimiter))).toBe(lineOf(cells));
        expect(cells.map((one) => lineOf.cell(one)).join(delimiter)).toBe(
          Papa.unparse([cells], { delimiter }),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});
