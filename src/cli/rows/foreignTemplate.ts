import { CliError } from "../base/cliError.js";
import type { TemplatePart } from "./parseTemplate.js";

/** How other tools mark the place of a value, around the name of a column. */
const MARKS: readonly (readonly [before: string, behind: string])[] = [
  ["{", "}"],
  ["｛", "｝"],
  ["[", "]"],
  ["［", "］"],
  ["[[", "]]"],
  ["<", ">"],
  ["＜", "＞"],
  ["<<", ">>"],
  ["«", "»"],
  ["《", "》"],
  ["〈", "〉"],
  ["#", "#"],
  ["＃", "＃"],
  ["%", "%"],
  ["％", "％"],
  ["$", "$"],
  ["%(", ")s"],
  ["%(", ")"],
  ["$(", ")"],
  ["@", "@"],
  ["*|", "|*"],
  ["__", "__"],
  ["<%=", "%>"],
];

/**
 * Refuses a template that is written for another tool: its marks would be sent to everybody unchanged.
 *
 * @param columns those of the file
 * @throws CliError that names the place and the right spelling
 */
export function checkForeignTemplate(
  template: string,
  parts: readonly TemplatePart[],
  columns: readonly string[],
): void {
  const found = quotesAround(template) ?? escapeIn(template) ?? markIn(parts, columns);
  if (found === undefined) return;
  throw new CliError(
    `--template ${found} Nothing was sent. If it is meant as it is, add --literal-template.`,
  );
}

function quotesAround(template: string): string | undefined {
  const pairs = ['""', "''", "“”", "‘’", "``", "„“", "＂＂"];
  const ends = template.trim().charAt(0) + template.trim().slice(-1);
  if (template.trim().length < 2 || !pairs.includes(ends)) return undefined;
  return `has quotation marks around all of it (${ends.charAt(0)}…${ends.charAt(1)}), which would be sent. Leave them out.`;
}

function escapeIn(template: string): string | undefined {
  const escape = /\\(?:r\\n|[nrt]|u[0-9a-f]{4}|x[0-9a-f]{2})/i.exec(template)?.[0];
  if (escape === undefined) return undefined;
  return (
    `holds ${escape} as it is written here, which is no line break to anybody. ` +
    `Write a real one: press Enter inside the quotes, or in bash $'first line\\nsecond line'.`
  );
}

function markIn(parts: readonly TemplatePart[], columns: readonly string[]): string | undefined {
  // `${code}` reads as a $ and the column: the $ would be sent.
  for (const [place, part] of parts.entries()) {
    const next = parts[place + 1];
    if (!("text" in part) || next === undefined || "text" in next) continue;
    const sign = /[$%]$/.exec(part.text)?.[0];
    const behind = parts[place + 2];
    const isBraced =
      part.text.endsWith("{") && behind !== undefined && "text" in behind && behind.text.startsWith("}");
    if (isBraced)
      return `holds {{{${next.column}}}}: braces would be sent around the value. Write {${next.column}}.`;
    if (sign !== undefined)
      return `holds ${sign}{${next.column}}: the ${sign} would be sent. Write {${next.column}}.`;
  }
  // Longer names first: `code2` is not `code` and a 2.
  const names = columns.filter((name) => name !== "").sort((one, other) => other.length - one.length);
  for (const part of parts) {
    if (!("text" in part)) continue;
    for (const name of names) {
      const mark = MARKS.find(([before, behind]) => patternOf(before, name, behind).test(part.text));
      if (mark !== undefined) {
        const [before, behind] = mark;
        const shown = before === "{" ? `{{${name}}}` : `${before}${name}${behind}`;
        return `holds ${shown}, which would be sent as it is. Write {${name}}.`;
      }
      if (new RegExp(`\\$${escaped(name)}(?![\\w$])`, "i").test(part.text))
        return `holds $${name}, which would be sent as it is. Write {${name}}.`;
    }
  }
  return undefined;
}

function patternOf(before: string, name: string, behind: string): RegExp {
  return new RegExp(`${escaped(before)}\\s*${escaped(name)}\\s*${escaped(behind)}`, "i");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
