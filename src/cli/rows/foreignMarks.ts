import { columnWithin, escaped, nearColumn } from "../input/columnNames.js";
import type { TemplatePart } from "./parseTemplate.js";

/** Around an expression that names a column. Nobody writes these in a text for people. */
const STRONG: readonly (readonly [before: string, behind: string])[] = [
  ["{", "}"],
  ["｛", "｝"],
  ["[[", "]]"],
  ["<<", ">>"],
  ["«", "»"],
  ["$(", ")"],
  ["%(", ")s"],
  ["%(", ")"],
  ["<%", "%>"],
  ["<?", "?>"],
  ["*|", "|*"],
  ["__", "__"],
];

/** Around the name of a column and nothing else. */
const PLAIN: typeof STRONG = [
  ["[", "]"],
  ["［", "］"],
  ["<", ">"],
  ["<", "/>"],
  ["＜", "＞"],
  ["《", "》"],
  ["〈", "〉"],
  ["#", "#"],
  ["＃", "＃"],
  ["%", "%"],
  ["％", "％"],
  ["$", "$"],
  ["@", "@"],
];

/** People write these as well: only around a column that the template does not use otherwise. */
const WEAK: typeof STRONG = [
  ["【", "】"],
  ["〔", "〕"],
  ["（", "）"],
  ["(", ")"],
  ["「", "」"],
  ["『", "』"],
  ["“", "”"],
  ["‘", "’"],
  ["'", "'"],
  ['"', '"'],
  ["‹", "›"],
  ["*", "*"],
  ["_", "_"],
  ["|", "|"],
  ["~", "~"],
  ["^", "^"],
  ["!", "!"],
  ["&", "&"],
  ["&", ";"],
];

const LONGEST = 80;

/** What was found in a template, and the column that was probably meant. */
export interface ForeignMark {
  readonly shown: string;
  /** What everybody would get. */
  readonly sent: string;
  readonly column: string;
}

/** The mark of another tool at the name of a column, in the texts of a template. */
export function foreignMark(
  parts: readonly TemplatePart[],
  columns: readonly string[],
): ForeignMark | undefined {
  const used = new Set(parts.flatMap((part) => ("column" in part ? [part.column] : [])));
  const unused = columns.filter((column) => !used.has(column));
  const named = (content: string, among: readonly string[]): string | undefined =>
    among.includes(content) ? content : nearColumn(content, among);
  for (const part of parts) {
    if (!("text" in part)) continue;
    const found =
      inPairs(part.text, STRONG, (content) => named(content, columns) ?? columnWithin(content, columns)) ??
      inPairs(part.text, PLAIN, (content) => named(content, columns)) ??
      behindSign(part.text, "\\$", columns) ??
      inPairs(part.text, WEAK, (content) => named(content, unused)) ??
      behindSign(part.text, "(?<![\\w/])[:@#%]{1,2}(?:\\w+\\.)*", unused);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inPairs(
  text: string,
  pairs: typeof STRONG,
  columnOf: (content: string) => string | undefined,
): ForeignMark | undefined {
  for (const [before, behind] of pairs) {
    const outside = `${before}${behind}`;
    const content = `[^${escaped(outside)}\\n]{1,${LONGEST}}`;
    const pattern = new RegExp(`${escaped(before)}(${content})${escaped(behind)}`, "gu");
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const column = columnOf((match[1] ?? "").trim());
      if (column !== undefined) {
        const sent = match[0].replace(/\s+/g, " ");
        // `{{` of a template is one brace in its text.
        return { shown: before === "{" ? `{${sent}}` : sent, sent, column };
      }
      pattern.lastIndex = match.index + 1;
    }
  }
  return undefined;
}

/** `$code`, `:code`: only names in Latin letters end where another character follows. */
function behindSign(text: string, sign: string, columns: readonly string[]): ForeignMark | undefined {
  for (const column of columns) {
    if (!/^[A-Za-z]\w*$/.test(column)) continue;
    const found = new RegExp(`${sign}${column}(?![\\w$])`, "i").exec(text)?.[0];
    if (found !== undefined) return { shown: found, sent: found, column };
  }
  return undefined;
}
