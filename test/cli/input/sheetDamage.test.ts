import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { writeXlsx } from "hucre";
import { expect, test } from "vitest";
import { openInputFile } from "../../../src/cli/input/inputFile.js";
import { readSheet } from "../../../src/cli/input/readSheet.js";
import { sheetDamage } from "../../../src/cli/input/sheetDamage.js";
import { temporaryFolder } from "../command.js";

/** An archive, as programs write it. */
function archiveOf(parts: Readonly<Record<string, string>>, isDeflated = true): Buffer {
  const files: Buffer[] = [];
  const entries: Buffer[] = [];
  for (const [path, text] of Object.entries(parts)) {
    const name = Buffer.from(path);
    const content = isDeflated ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(isDeflated ? 8 : 0, 10);
    entry.writeUInt32LE(checkSum(Buffer.from(text)), 16);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt32LE(Buffer.byteLength(text), 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(Buffer.concat(files).length, 42);
    files.push(local, name, content);
    entries.push(entry, name);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length / 2, 10);
  end.writeUInt32LE(Buffer.concat(entries).length, 12);
  end.writeUInt32LE(Buffer.concat(files).length, 16);
  return Buffer.concat([...files, ...entries, end]);
}

/** CRC-32. */
function checkSum(bytes: Buffer): number {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}

const PART = "xl/worksheets/sheet1.xml";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const relationTo = (type: string, target: string): string =>
  `<Relationships><Relationship Id="rId1" Type="${OFFICE}/${type}" Target="${target}"/></Relationships>`;
const sheet = (rows: string): string =>
  `<?xml version="1.0"?><worksheet><sheetData>${rows}</sheetData></worksheet>`;

test.each([
  ['<row r="2"><c r="A2"/></row><row r="2"><c r="B2"/></row>', "row 2 is in a sheet twice"],
  ['<row r="1"/><row r="3"/><row r="2"/><row/>', "row 3 is in a sheet twice"],
  ['<row r="2"><c r="A2"/><c r="A2"/></row>', "row 2 has two cells in one place"],
  ['<row r="2"><c r="B2"/><c r="A2"/><c/></row>', "row 2 has two cells in one place"],
  ["<row r='2'><c r='A3'/></row>", "row 2 has a cell of another row"],
  ['<x:row r="2"><x:c s="1" r="A3" t="s"></x:c></x:row>', "row 2 has a cell of another row"],
  ['<row r="2"><c r="A2" t="d"><v>2024-01-02</v></c></row>', "row 2 has a date of a form that is not read"],
])("a sheet in which one cell would take the place of another is found: %s", (rows, damage) => {
  expect(sheetDamage(archiveOf({ [PART]: sheet(rows) }))).toBe(damage);
  expect(sheetDamage(archiveOf({ [PART]: sheet(rows) }, false))).toBe(damage);
});

test.each([
  '<row r="3"><c r="A3"/></row><row r="1"><c r="B1"/><c r="A1"/></row>',
  "<row><c/><c/></row><row><c/></row>",
  '<row r="2"><c r="A2"/><c/></row><!-- <row r="2"/> -->',
  '<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[<row r="2">]]></t></is></c></row>',
])("cells in any order, with and without references, are none: %s", (rows) => {
  expect(sheetDamage(archiveOf({ [PART]: sheet(rows) }))).toBeUndefined();
});

test("a workbook of another program has none, and what is no archive cannot be told", async () => {
  const workbook = await writeXlsx({
    sheets: [
      {
        name: "S",
        rows: [
          ["a", 1],
          ["b", 2],
        ],
      },
    ],
  });
  expect(sheetDamage(Buffer.from(workbook))).toBeUndefined();
  expect(() => sheetDamage(Buffer.from("no archive, and long enough for one"))).toThrow("no directory");
});

test.each([
  ['<row r="2"><c r="A2"/><c r="B2"/></row>', undefined],
  ['<row r="2"><c r="A2"/><c r="A2"/></row>', "row 2 has two cells in one place"],
  ['<row r="1048576"><c r="XFD1048576"/></row>', "one of its sheets is too large"],
  ["", "one of its sheets is a chart, or is missing", "chartsheet"],
])(
  "the command sends nothing from a workbook with such damage: %s",
  async (rows, damage, type = "worksheet") => {
    const path = join(await temporaryFolder(), "people.xlsx");
    const workbook = archiveOf({
      "[Content_Types].xml": "<Types/>",
      "_rels/.rels": relationTo("officeDocument", "xl/workbook.xml"),
      "xl/workbook.xml": '<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels": relationTo(type, "worksheets/sheet1.xml"),
      [PART]: sheet(rows),
    });
    await writeFile(path, workbook);
    const file = await openInputFile(path);
    const reading = readSheet(file, undefined);
    await (damage === undefined
      ? expect(reading).resolves.toMatchObject({ name: "S" })
      : expect(reading).rejects.toThrow(`a workbook that cannot be read: ${damage}`));
    await file.close();
  },
);
