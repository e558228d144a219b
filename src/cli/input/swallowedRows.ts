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

/** Numbers that are damaged, or that only --no-number-check lets through. */
const LIKE_NUMBER = /^\+?\d(?:[\d ()-]{6,})\d$|^[+-]?\d(?:[.,]\d+)?E\+?\d+$/i;

function readsLikeRow(line: string, width: number, separator: string): boolean {
  const cells = line.split(separator).map((cell) => cell.replace(/["\r]/g, "").trim());
  return cells.length >= width && cells.some((cell) => isPlausibleNumber(cell) || LIKE_NUMBER.test(cell));
}
