import { messageRules } from "../../../generated/messageRules.js";
import { CliError } from "../base/cliError.js";
import type { Table } from "../input/row.js";
import { columnWithin, nearColumn, showColumn, showName } from "../input/columnNames.js";
import type { MessageOptions } from "./createRowReader.js";
import { lostCharacterIn } from "./lostCharacter.js";
import { misreadingOf } from "./misreading.js";
import { checkForeignTemplate } from "./foreignTemplate.js";
import { templateColumns } from "./parseTemplate.js";
import { separatorHint } from "./separatorHint.js";

/** Rows below the first line among which the names of the columns are looked for. */
const PREAMBLE = 20;

/**
 * Checks that every column exists that the messages are made of, that none is nearly one of them, and that the template is
 * not written for another tool.
 *
 * @throws CliError that names the missing column and those that exist, or the right spelling
 */
export async function checkColumns(table: Table, options: MessageOptions, fileName: string): Promise<void> {
  const { template, phoneColumn } = options;
  const present = new Set(table.columns);
  const needed = [phoneColumn, ...(template === undefined ? ["message"] : templateColumns(template.parts))];
  const missing = needed.filter((name) => !present.has(name));
  if (missing.length > 0) throw new CliError(await missingText(table, options, fileName, missing, needed));
  const optional = Object.keys(messageRules).filter((name) => messageRules[name]?.required !== true);
  checkSpellings(table.columns, optional, needed, fileName);
  if (template !== undefined && !template.isLiteral)
    checkForeignTemplate(template.text, template.parts, table.columns);
}

/** A column that nearly has the name of a property would be ignored, and `--sign-id` fill its place. */
function checkSpellings(
  columns: readonly string[],
  properties: readonly string[],
  used: readonly string[],
  fileName: string,
): void {
  const others = columns.filter((column) => !properties.includes(column) && !used.includes(column));
  for (const property of properties) {
    const near = nearColumn(property, others);
    if (near !== undefined)
      throw new CliError(
        `${fileName}: column ${showName(near)} would be ignored. Rename it to ${property} if its values are meant, ` +
          "otherwise remove it or give it another name. Nothing was sent.",
      );
  }
}

async function missingText(
  table: Table,
  options: MessageOptions,
  fileName: string,
  missing: readonly string[],
  needed: readonly string[],
): Promise<string> {
  const { columns } = table;
  const what = missing.length === 1 ? "there is no column" : "there are no columns";
  // Where one of the names is there, the others are names as well, and no messages.
  const isHeader = needed.some((name) => columns.includes(name) || nearColumn(name, columns) !== undefined);
  const text =
    `${fileName}: ${what} ${missing.map(showName).join(", ")}. ` +
    `The columns are: ${columns.map(isHeader ? showName : showColumn).join(", ")}. Nothing was sent.`;
  const headerLine = await lineWithNames(table, needed);
  if (headerLine !== undefined)
    return `${text} The names of the columns are in ${table.unit} ${headerLine}: remove everything above it.`;
  const garbled = columns.map((name) => lostCharacterIn(name) ?? misreadingOf(name)).find(Boolean);
  if (garbled !== undefined)
    return `${text} The names of the columns look garbled, as from a wrong encoding (${garbled}). Save the file anew from where they are right, as UTF-8.`;
  const { elsewhere = "" } = table;
  const hints = [
    elsewhere,
    ...missing.map((name) => hintFor(name, columns, options)),
    separatorHint(table, needed),
  ];
  return [text, ...new Set(hints.filter((hint) => hint !== ""))].join(" ");
}

/** Names of columns that hold numbers. */
const PHONES = /phone|mobile|msisdn|\btel\b|手机|电话|號碼|号码|联系方式/i;

function hintFor(
  name: string,
  columns: readonly string[],
  { template, phoneColumn }: MessageOptions,
): string {
  const near = nearColumn(name, columns);
  if (name === phoneColumn) {
    const likely = near ?? columns.find((column) => PHONES.test(column));
    const example = likely === undefined ? "" : `, such as --phone-column ${quoted(showName(likely))}`;
    return `Name the column that holds the numbers with --phone-column${example}.`;
  }
  if (template === undefined)
    return near === undefined
      ? "Or make the texts with --template."
      : `Rename ${showName(near)} to message, or add --template '{${showName(near)}}'.`;
  if (near !== undefined) return `Did you mean {${showName(near)}}?`;
  const within = columnWithin(name, columns);
  if (within !== undefined)
    return `Only the name of a column may be in the braces, without filters and formats: write {${showName(within)}}.`;
  return /^\d+$/.test(name)
    ? "The places of a template are named, not numbered: write the name of a column in braces."
    : "The template may only name columns of the file.";
}

function quoted(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word}'`;
}

/** Exports often begin with a title or a comment. */
async function lineWithNames(table: Table, needed: readonly string[]): Promise<number | undefined> {
  if (!table.hasHeader) return undefined;
  let seen = 0;
  for await (const rows of table.batches())
    for (const { values, line } of rows) {
      const texts = (values as readonly unknown[]).map((cell) => (typeof cell === "string" ? cell : ""));
      // Below a title there may be another separator than the first line tells.
      const parts = texts.length === 1 ? (texts[0] ?? "").split(/[;|\t]/) : texts;
      const cells = new Set(parts.map((cell) => cell.trim()));
      if (needed.every((name) => cells.has(name))) return line;
      if (++seen >= PREAMBLE) return undefined;
    }
  return undefined;
}
