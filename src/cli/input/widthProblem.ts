import { DAMAGED_QUOTES } from "./parseCsv.js";
import type { RowIssue } from "./row.js";

const OTHER_SEPARATORS: readonly (readonly [separator: string, name: string])[] = [
  [",", ","],
  [";", ";"],
  ["\t", "a tab"],
  ["|", "|"],
  ["，", "，"],
  ["；", "；"],
];

/** What is wrong with a row that has too many or too few cells. */
export function widthProblem(values: readonly string[], width: number, separator: string): RowIssue {
  const expected = `${counted(width)}, as in the header`;
  const found = counted(values.length);
  // The partner of a quotation mark is in another row: where its text ends is a guess.
  if (countQuotes(values) % 2 === 1)
    return {
      property: "",
      rule: DAMAGED_QUOTES,
      expected,
      received: `${found}, and a quotation mark without its partner`,
    };
  return { property: "", rule: "cells", expected, received: found + reasonFor(values, width, separator) };
}

function reasonFor(values: readonly string[], width: number, separator: string): string {
  const sign = separator === "\t" ? "tab" : separator;
  if (values.length < width) {
    const [only = ""] = values;
    if (values.length === 1 && only.split(separator).length >= width)
      return ": quotation marks around the whole line make one cell of it: leave them out";
    const other = OTHER_SEPARATORS.find(
      ([one]) => one !== separator && values.join(separator).split(one).length >= width,
    );
    if (other !== undefined) return `: is ${other[1]} the separator of this line?`;
    return values.length === 1
      ? ": is it the rest of the text above? A text with line breaks needs quotation marks around it"
      : "";
  }
  if (values.slice(width).every((cell) => cell.trim() === ""))
    return `, the last of them empty: remove the ${sign} at its end`;
  if (values.some((cell) => /^\s*[“”‘’'「]|^\s+"/.test(cell)))
    return `: only " directly behind the ${sign} begins a quoted text`;
  return `: a text with a ${sign} in it needs quotation marks around it`;
}

function countQuotes(values: readonly string[]): number {
  return values.reduce((sum, value) => sum + (value.split('"').length - 1), 0);
}

function counted(cells: number): string {
  return `${cells} cell${cells === 1 ? "" : "s"}`;
}
