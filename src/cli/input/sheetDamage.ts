import { zipParts } from "./zipParts.js";

const IS_SHEET = /<(?:[\w.-]+:)?worksheet[\s>]/;
const NO_MARKUP = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g;
const ROW_OR_CELL = /<(?:[\w.-]+:)?(row|c)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>/g;
const REFERENCE = /(?:^|\s)r\s*=\s*["']\s*([A-Z]*)(\d*)\s*["']/i;
const ISO_DATE = /(?:^|\s)t\s*=\s*["']d["']/;
const HEAD = 4_096;

/**
 * What is wrong with how the sheets of a workbook are written, as a phrase: the reader would let one row or cell take the
 * place of another, put it into the row of somebody else, or take a date for a text.
 */
export function sheetDamage(workbook: Buffer): string | undefined {
  for (const part of zipParts(workbook, (name) => /\.xml$/i.test(name))) {
    if (!IS_SHEET.test(part.toString("latin1", 0, HEAD))) continue;
    const damage = damageIn(part.toString("utf8").replace(NO_MARKUP, ""));
    if (damage !== undefined) return damage;
  }
  return undefined;
}

function damageIn(xml: string): string | undefined {
  const rows = new Set<number>();
  let columns = new Set<number>();
  let row = 0;
  let column = 0;
  for (const [, element, attributes = ""] of xml.matchAll(ROW_OR_CELL)) {
    const [reference, letters = "", digits = ""] = REFERENCE.exec(attributes) ?? [];
    if (element === "row") {
      row = reference === undefined ? row + 1 : Number(digits);
      if (rows.has(row)) return `row ${row} is in a sheet twice`;
      rows.add(row);
      columns = new Set();
      column = 0;
      continue;
    }
    if (ISO_DATE.test(attributes)) return `row ${row} has a date of a form that is not read`;
    if (reference !== undefined && Number(digits) !== row) return `row ${row} has a cell of another row`;
    column = reference === undefined ? column + 1 : columnOf(letters);
    if (columns.has(column)) return `row ${row} has two cells in one place`;
    columns.add(column);
  }
  return undefined;
}

function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}
