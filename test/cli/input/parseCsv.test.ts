import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CliError } from "../../../src/cli/base/cliError.js";
import type { CsvRecord } from "../../../src/cli/input/csvRecord.js";
import { decodeLines } from "../../../src/cli/input/decodeLines.js";
import { parseCsv } from "../../../src/cli/input/parseCsv.js";
import { collect, rowsOf, tableOf } from "../support.js";

/** Splits bytes anywhere, also inside characters. */
async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function parse(text: string, size = 7, separator = ","): Promise<CsvRecord[]> {
  const pieces = decodeLines(cut(Buffer.from(text), size), "utf-8", "people.csv");
  return (await collect(parseCsv(pieces, { separator, name: "people.csv" }))).flat();
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const cell = fc
  .array(fc.constantFrom("a", ",", ";", "\t", '"', "\n", "\r\n", "\r", " ", "中", "😀", "\uFEFF", "{", "="), {
    maxLength: 8,
  })
  .map((parts) => parts.join(""));

describe("a CSV file", () => {
  test("gives back any cells, wherever its bytes are cut", async () => {
    const file = fc.record({
      rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }),
      separator: fc.constantFrom(",", ";", "\t", "|"),
      lineEnd: fc.constantFrom("\n", "\r\n"),
      lastLineEnd: fc.boolean(),
      size: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, separator, lineEnd, lastLineEnd, size }) => {
        // One carriage return at the end of a line's last cell belongs to the line end.
        const cells = rows.map((row) => [...row.slice(0, 2), `${row[2]}.`]);
        const lines = cells.map((row) => row.map(quoted).join(separator));
        const records = await parse(lines.join(lineEnd) + (lastLineEnd ? lineEnd : ""), size, separator);
        expect(records.map((record) => record.values)).toEqual(cells);
        expect(records.every(({ problem }) => problem === undefined)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("keeps the text of rows where it is asked for, and they have no quotes", async () => {
    const rawOf = async (text: string, withRaw: boolean): Promise<unknown[]> => {
      const table = await tableOf(text);
      return (await collect(table.batches({ withRaw }))).flat().map(({ raw }) => raw);
    };
    const plain = "a,b\r\n\n1, 2 \r\n3,中\n\n,\n4\r\r\n5,6";
    expect(await rawOf(plain, true)).toEqual(["1, 2 ", "3,中", "4", "5,6"]);
    expect(await rawOf(plain, false)).toEqual(Array(4).fill(undefined));
    expect(await rawOf('a,b\n1,"2"\n', true)).toEqual([undefined]);
  });

  test("reads cells without quotes, in lines that end differently", async () => {
    const records = await parse("a,b\r\n1,2\n3,4\r\n5,6");
    expect(records.map(({ values }) => values)).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
      ["5", "6"],
    ]);
    expect(records.map(({ crlf }) => crlf)).toEqual([true, false, true, false]);
  });

  test("keeps a line feed inside quotes although lines end with CR LF", async () => {
    const records = await parse('p,"one\ntwo"\r\nq,"three\r\nfour"\r\nr,s\r\n');
    expect(records.map(({ values }) => values[1])).toEqual(["one\ntwo", "three\r\nfour", "s"]);
    expect(records.map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  test("skips blank lines but counts them", async () => {
    const records = await parse("a,b\n\n\r\n1,2\n");
    expect(records.map(({ line, values }) => [line, values[0]])).toEqual([
      [1, "a"],
      [4, "1"],
    ]);
  });

  test("finds a quotation mark that is never closed", async () => {
    const records = await parse('a,b\n1,2\n3,"4\n5,6\n');
    expect(records).toHaveLength(3);
    expect(records[2]).toMatchObject({ line: 3, problem: { rule: "quotes" } });
    expect(records[2]?.problem?.received).toContain("never closed");
  });

  test("finds a quotation mark that is not doubled", async () => {
    const records = await parse('1,"a"b"\n3,4\n');
    expect(records[0]).toMatchObject({ line: 1, problem: { rule: "quotes" } });
    expect(records[1]).toMatchObject({ line: 2, values: ["3", "4"] });
  });

  test("gives up on a row that goes on for a megabyte", async () => {
    const text = `a,b\n1,"${"x\n".repeat(600_000)}`;
    await expect(parse(text, 65_536)).rejects.toThrow(/line 2: the row that begins here .* not closed/);
  });
});

describe("the rows of a CSV table", () => {
  test("are numbered and know their lines", async () => {
    const table = await tableOf('endpoint,message\n1,"a\nb"\n2,c\n');
    expect(table.columns).toEqual(["endpoint", "message"]);
    expect(await rowsOf(table)).toMatchObject([
      { index: 0, line: 2, values: ["1", "a\nb"] },
      { index: 1, line: 4, values: ["2", "c"] },
    ]);
  });

  test("can be read again from the beginning", async () => {
    const table = await tableOf("endpoint,message\n1,a\n2,b\n");
    expect(await rowsOf(table)).toEqual(await rowsOf(table));
  });

  test("with too many or too few cells are marked, not padded", async () => {
    const rows = await rowsOf(await tableOf("endpoint,message\n1\n2,b,c\n3,d\n"));
    expect(rows.map(({ problem }) => problem?.received)).toEqual([
      "1 cell: is it the rest of the text above? A text with line breaks needs quotation marks around it",
      "3 cells: a text with a , in it needs quotation marks around it",
      undefined,
    ]);
  });

  test("do not begin with a byte order mark, which is remembered", async () => {
    const table = await tableOf("\uFEFFendpoint,message\r\n1,\uFEFFa\r\n");
    expect(table).toMatchObject({ hasBom: true, lineEnd: "\r\n", columns: ["endpoint", "message"] });
    expect((await rowsOf(table))[0]?.values).toEqual(["1", "\uFEFFa"]);
  });

  test("can be separated by semicolons or tabs", async () => {
    const table = await tableOf("endpoint\tmessage\n1\ta;b,c\n", { separator: "\t" });
    expect((await rowsOf(table))[0]?.values).toEqual(["1", "a;b,c"]);
  });

  test.each([
    ["an empty file", "", /is empty/],
    ["a file without names of columns", "13800000001,你好\n", /looks like a message/],
    ["line ends of old Macs", "endpoint,message\r1,2\r", /CR alone/],
  ])("are refused in %s", async (_, content, message) => {
    await expect(tableOf(content)).rejects.toThrow(message);
    await expect(tableOf(content)).rejects.toBeInstanceOf(CliError);
  });
});
