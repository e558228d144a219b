import { isPlausibleNumber } from "../../messages/phoneNumber.js";
import { DAMAGED_QUOTES } from "./parseCsv.js";
import type { RowIssue } from "./row.js";

/**
 * A quotation mark without its partner makes one cell of all lines up to the next one: people would be sent the rows of
 * others. So a cell that spans lines of which one reads like a row (as many cells, a phone number among them) is damage.
 */
export function swallowedRow(values: readonly string[], separator: string): RowIssue | undefined {
  for (let column = 0; column < values.length; column++) {
    const cell = values[column] ?? "";
    if (!cell.includes("\n")) continue;
    const [, ...lines] = cell.split("\n");
    // The last line of the cell goes on with the cells behind it.
    const last = [lines.pop() ?? "", ...values.slice(column + 1)].join(separator);
    if ([...lines, last].some((line) => readsLikeRow(line, values.length, separator)))
      return {
        property: "",
        rule: DAMAGED_QUOTES,
        expected: "a quotation mark behind each cell that begins with one",
        received: "a quoted cell that holds whole rows",
      };
  }
  return undefined;
}

/** A number that a spreadsheet has shortened. */
const SHORTENED = /^[+-]?\d(?:[.,]\d+)?E\+?\d+$/i;
/** Whatever people and programs write in and around the digits of a number, or in their places. */
const OF_NUMBER = /^[\d\s+*•().,/'’‘`=-]+$/;
const DIGIT = /\d/g;
const ENOUGH_DIGITS = 7;
/** A day in the order of any country, or of a year that goes without saying. */
const DAY = String.raw`(?:(?:19|20)\d\d[-/.]D[-/.]D|D[-/.]D[-/.](?:19|20)\d\d|D[/.]D)`.replaceAll(
  "D",
  String.raw`[0-3]?\d`,
);
/** One, or the first and the last of some. */
const DAYS = new RegExp(`^${DAY}(?:\\s*-\\s*${DAY})?$`);
const AMOUNT = /^-?(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})[.,]\d\d$/;

/** Whether a cell may be meant as a phone number, in any spelling: the row of such a one is somebody's as well. */
function mayBeNumber(cell: string): boolean {
  if (isPlausibleNumber(cell)) return true;
  const plain = cell
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Pd}/gu, "-")
    .trim();
  if (SHORTENED.test(plain)) return true;
  if (!OF_NUMBER.test(plain) || DAYS.test(plain) || AMOUNT.test(plain)) return false;
  return (plain.match(DIGIT)?.length ?? 0) >= ENOUGH_DIGITS;
}

function readsLikeRow(line: string, width: number, separator: string): boolean {
  const cells = line.split(separator).map((cell) => cell.replace(/["\r]/g, "").trim());
  return cells.length >= width && cells.some(mayBeNumber);
}
