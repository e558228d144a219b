import { CliError } from "../base/cliError.js";
import { showName } from "../input/columnNames.js";
import { foreignMark } from "./foreignMarks.js";
import type { TemplatePart } from "./parseTemplate.js";

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
  const found =
    quotesAround(template) ??
    escapeIn(template) ??
    placeIn(template, columns) ??
    signBeforeBrace(parts) ??
    markIn(parts, columns);
  if (found === undefined) return;
  throw new CliError(`--template ${found} Nothing was sent. If that is meant, add --literal-template.`);
}

function quotesAround(template: string): string | undefined {
  const pairs = ['""', "''", "“”", "‘’", "``", "„“", "＂＂"];
  const ends = template.trim().charAt(0) + template.trim().slice(-1);
  if (template.trim().length < 2 || !pairs.includes(ends)) return undefined;
  return `has quotation marks around all of it (${ends.charAt(0)}…${ends.charAt(1)}), which would be sent. Leave them out.`;
}

/** Line breaks as programs write them. */
const ESCAPE = /\\(?:r\\n|[nrt{}]|u[0-9a-f]{4}|x[0-9a-f]{2})|`[nrt](?!\w)|%n(?!\w)|(?<![\w/])\/n(?![\w/])/i;
const URL_ESCAPE = /%0[ad]/i;
const WEB_ADDRESS = /https?:\/\/\S*/gi;
const MARKUP = /<br\s*\/?>|<\/?p>|&(?:nbsp|ensp|emsp|amp|lt|gt|quot|apos|#\d{1,5}|#x[0-9a-f]{1,5});/i;

function escapeIn(template: string): string | undefined {
  const markup = MARKUP.exec(template)?.[0];
  if (markup !== undefined)
    return `holds ${markup}, which only web pages understand. Write the character, or a line break, itself.`;
  const escape = (ESCAPE.exec(template) ?? URL_ESCAPE.exec(template.replace(WEB_ADDRESS, "")))?.[0];
  if (escape === undefined) return undefined;
  if (/^\\[{}]/.test(escape))
    return `holds ${escape}: the \\ would be sent. {column} becomes a value; {{ and }} are braces.`;
  return (
    `holds ${escape} as it is written here, which is no line break to anybody. ` +
    `Write a real one: press Enter inside the quotes, or in bash $'first line\\nsecond line'.`
  );
}

/** The places of values of printf, in many languages. */
const PRINTF = /%(?:\d+\$)?[sd@](?!\w)/;

function placeIn(template: string, columns: readonly string[]): string | undefined {
  const place = PRINTF.exec(template)?.[0];
  if (place === undefined) return undefined;
  return `holds ${place}, which would be sent as it is. Write the name of a column in braces, such as {${showName(columns[1] ?? "code")}}.`;
}

/** `${code}` reads as a $ and the column: the $ would be sent. */
function signBeforeBrace(parts: readonly TemplatePart[]): string | undefined {
  for (const [place, part] of parts.entries()) {
    const next = parts[place + 1];
    if (!("text" in part) || next === undefined || "text" in next) continue;
    const sign = /[$%＄]$/.exec(part.text)?.[0];
    const behind = parts[place + 2];
    const isBraced =
      part.text.endsWith("{") && behind !== undefined && "text" in behind && behind.text.startsWith("}");
    if (isBraced)
      return `holds {{{${next.column}}}}: braces would be sent around the value. Write {${next.column}}.`;
    if (sign !== undefined)
      return `holds ${sign}{${next.column}}: the ${sign} would be sent. Write {${next.column}}.`;
  }
  return undefined;
}

function markIn(parts: readonly TemplatePart[], columns: readonly string[]): string | undefined {
  const found = foreignMark(parts, columns);
  if (found === undefined) return undefined;
  const { shown, sent, column } = found;
  return `holds ${shown}, which would be sent as ${sent === shown ? "it is" : `${sent}, without the value`}. Write {${column}}.`;
}
