import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { writeXlsx } from "hucre";
import { describe, expect, test } from "vitest";
import { numbersInLine } from "../../../src/cli/input/numbersInLine.js";
import { readNumberList, type NumberList } from "../../../src/cli/input/readNumberList.js";
import { temporaryFolder } from "../command.js";

async function read(content: string | Uint8Array): Promise<NumberList> {
  const path = join(await temporaryFolder(), "stop");
  await writeFile(path, content);
  return readNumberList(path);
}

const NUMBER = "13800000001";

describe("a list of numbers", () => {
  test.each([
    "1. 13800000001",
    "1) 13800000001",
    "(1) 13800000001",
    "① 13800000001",
    "①13800000001",
    "1 13800000001",
    "7:13800000001",
    "7    13800000001",
    "7-13800000001",
    "7/13800000001",
    "张三1 13800000001",
    "张三13800000001",
    "Room 12: 13800000001",
    "12:30 13800000001",
    "01/02 13800000001",
    "2024-01-02 12:30:00 13800000001",
    "13800000001 (2)",
    "13800000001 ext 5",
    "13800000001x5",
    "13800000001²",
    "13800000001.0",
    "13800000001 2024-01-02",
    "id=7 phone=13800000001",
    "<td>1</td><td>13800000001</td>",
    '{"id":7 "phone":"13800000001"}',
    "TEL;TYPE=CELL:13800000001",
    "| 7 | 13800000001 |",
    "(7, '13800000001'),",
    "0138-0000-0001",
    "013800000001",
    "0086 0138 0000 0001",
    "+86 (0)138 0000 0001",
    "(86)13800000001",
    "+86-138-0000-0001",
    "008613800000001",
    "138.0000.0001",
    "138\u00a00000\u00a00001",
    "１３８００００００01",
    "1 3 8 0 0 0 0 0 0 0 1",
    '7,"13,800,000,001",2024-01-02',
    "110101199001011234,13800000001",
    "7 138 0000 0001 5",
  ])("holds a number whatever is beside it: %s", async (line) => {
    const { keys, count } = await read(`${line}\n`);
    expect([keys.has(NUMBER), count]).toEqual([true, 1]);
  });

  test.each([
    ["13800000009/13800000001", [NUMBER, "13800000009"]],
    ["13800000009 13800000001", [NUMBER, "13800000009"]],
    ["+852 6123 4567", ["85261234567"]],
    ["+852 6123 4567 (2)", ["85261234567"]],
    ["85261234567", ["85261234567"]],
    ["0085261234567 7", ["85261234567"]],
    ["3. 85261234567", ["85261234567"]],
    ["+14155552671 13800000001", ["14155552671", NUMBER]],
    ["+49 151 23456789", ["4915123456789"]],
  ])("holds all numbers of a line: %s", async (line, numbers) => {
    expect([...(await read(line)).keys]).toEqual(expect.arrayContaining(numbers));
  });

  test.each([
    ["1,3800000001", NUMBER],
    ["1. 3800000001", NUMBER],
    ["7 13800000002", "713800000002"],
    ["13800000002 7", "138000000027"],
    ["13800000002 13800000003", "1380000000213800000003"],
  ])("makes no number of two: %s", async (line, other) => {
    expect((await read(`13800000009\n${line}`)).keys.has(other)).toBe(false);
  });

  test.each([
    "138000000012",
    "1380000001",
    "86 1380000001",
    "7,1380000001,2024-01-02,8888888",
    "138~0000~0001",
    "138 and 0000 and 0001",
    "1380001",
    "138-****-0001",
    "+852 61** **67",
    "1380000xxxx",
    "张三 1.38E+10",
    "١٣٨٠٠٠٠٠٠٠١",
    "1380000000113900000002",
    "1795113800000001",
  ])("is refused, with the line, for digits that are no number: %s", async (line) => {
    await expect(read(`13800000009\n${line}\n`)).rejects.toThrow(/stop, line 2: .*Nothing was sent\.$/);
  });

  test.each(["STOP list of 2026", "Exported 2024-01-02 12:30", "2024/1/2", "page 12", ""])(
    "may have lines without any: %s",
    async (line) => {
      expect((await read(`${line}\n13800000001\n`)).count).toBe(1);
    },
  );

  test("never misses a number with blanks, hyphens and a country code, beside short digits", () => {
    const number = fc
      .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([second, rest]) => `1${second}${String(rest).padStart(9, "0")}`);
    const spelling = fc.constantFrom(
      (digits: string) => digits,
      (digits: string) => `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`,
      (digits: string) => `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`,
    );
    const prefix = fc.constantFrom("", "0", "+86", "86 ", "0086-", "+86 (0)", "(86)");
    const before = fc.constantFrom("", "1. ", "12) ", "7 ", "7:", "3/4 ", "Li 5 ", "12:30 ", "1,", "x9=");
    const behind = fc.constantFrom("", " (2)", " ext 5", " - 3", ", 17", "/4", " 2024-01-02");
    fc.assert(
      fc.property(number, spelling, prefix, before, behind, (digits, spell, code, ...[start, end]) => {
        const { keys, unreadDigits } = numbersInLine(start + code + spell(digits) + end);
        expect(keys).toContain(digits);
        expect(unreadDigits).toBe(0);
      }),
    );
  });

  test("holds the numbers of all sheets of a workbook", async () => {
    const sheetOf = (number: number, hidden: boolean): Parameters<typeof writeXlsx>[0]["sheets"][0] => ({
      name: String(number),
      hidden,
      rows: [["phone"], [number]],
    });
    const sheets = [sheetOf(13800000001, false), sheetOf(13800000002, false), sheetOf(13800000003, true)];
    const { keys, count } = await read(await writeXlsx({ sheets }));
    expect([count, [...keys]]).toEqual([3, ["13800000001", "13800000002", "13800000003"]]);
  });

  test("is refused where a number is in the format of a date", async () => {
    const cells = new Map([
      ["1,0", { value: 13800000001, type: "number" as const, style: { numFmt: "yyyy-mm-dd" } }],
    ]);
    const rows = [["phone"], [13800000001], [13800000002]];
    await expect(read(await writeXlsx({ sheets: [{ name: "S", rows, cells }] }))).rejects.toThrow(
      "row 2: a cell cannot be read: a date of a workbook",
    );
  });

  test("is refused where a number is the result of a formula that is yet to be worked out", async () => {
    const formula = { value: 0, type: "formula" as const, formula: "1+1", formulaResult: 0 };
    const listOf = async (column: number): Promise<NumberList> => {
      const rows = [["phone"], [13800000001, 0], [13800000002]];
      const cells = new Map([[`1,${column}`, formula]]);
      return read(await writeXlsx({ sheets: [{ name: "S", rows, cells }] }));
    };
    await expect(listOf(0)).rejects.toThrow("row 2: a cell cannot be read: a formula whose result is yet to");
    expect((await listOf(1)).count).toBe(2);
  });
});
