import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { odd, oddIn } from "../../../src/cli/input/oddCharacters.js";
import { plainRecords } from "../../../src/cli/input/plainRecords.js";

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(",", ";", "\t", "|", "\n", "\r\n", "\r", "1", "中", " ", "锟", "{"),
      fc.string(),
    ),
    {
      maxLength: 30,
    },
  )
  .map((parts) => parts.join("").replaceAll('"', ""));
const separator = fc.constantFrom(",", ";", "\t", "|");

test("records without quotation marks are those that the library reads", () => {
  fc.assert(
    fc.property(text, separator, (part, delimiter) => {
      const found = plainRecords(`${part}\nrest`, { separator: delimiter, line: 5, withRaw: true });
      const lines = Papa.parse<string[]>(part, { delimiter, newline: "\n" }).data;
      const wanted = lines
        .map((cells, place) => ({
          line: 5 + place,
          values: cells.map((cell, at) => (at === cells.length - 1 ? cell.replace(/\r+$/, "") : cell)),
          crlf: cells.at(-1)?.endsWith("\r") === true,
        }))
        .filter(({ values }) => values.join() !== "" || values.length > 1);
      expect(found.records.map(({ line, values, crlf }) => ({ line, values, crlf }))).toEqual(wanted);
      expect(found.records.every(({ line, lastLine }) => line === lastLine)).toBe(true);
      expect(found.records.map(({ raw }) => raw)).toEqual(wanted.map(({ values }) => values.join(delimiter)));
      expect(found.nextLine).toBe(5 + part.split("\n").length);
      expect(found.rest).toBe("rest");
    }),
    { numRuns: 500 },
  );
});

test("a record names every kind of character of its cells, and no line end among them", () => {
  fc.assert(
    fc.property(text, separator, (part, delimiter) => {
      const { records } = plainRecords(`${part}\n`, { separator: delimiter, line: 1, withRaw: false });
      for (const { values, odd: kinds = 0 } of records) {
        const wanted = values.reduce((sum, cell) => sum | oddIn(cell), 0);
        expect(kinds & wanted & ~odd.ends).toBe(wanted & ~odd.ends);
      }
    }),
  );
  const { records } = plainRecords("+8613800000001,您好\r\n1,a b\r\n", {
    separator: ",",
    line: 1,
    withRaw: false,
  });
  expect(records.map(({ odd: kinds = 0 }) => kinds & odd.blank)).toEqual([0, odd.blank]);
});
