import { maskNumber } from "../../base/scrub.js";
import { CliError } from "../base/cliError.js";
import type { Table } from "../input/row.js";
import type { MessageOptions } from "./createRowReader.js";
import { checkForeignTemplate } from "./foreignTemplate.js";
import { templateColumns } from "./parseTemplate.js";

/** Rows below the first line among which the names of the columns are looked for. */
const PREAMBLE = 20;

/**
 * Checks that every column exists that the messages are made of, and that the template is not written for another tool.
 *
 * @throws CliError that names the missing column and those that exist, or the right spelling
 */
export async function checkColumns(table: Table, options: MessageOptions, fileName: string): Promise<void> {
  const { template, phoneColumn } = options;
  const present = new Set(table.columns);
  const needed = [phoneColumn, ...(template === undefined ? ["message"] : templateColumns(template.parts))];
  const missing = needed.filter((name) => !present.has(name));
  if (missing.length > 0) throw new CliError(await missingText(table, options, fileName, missing, needed));
  if (template !== undefined && !template.isLiteral)
    checkForeignTemplate(template.text, template.parts, table.columns);
}

async function missingText(
  table: Table,
  { template, phoneColumn }: MessageOptions,
  fileName: string,
  missing: readonly string[],
  needed: readonly string[],
): Promise<string> {
  const what = missing.length === 1 ? "there is no column" : "there are no columns";
  const text =
    `${fileName}: ${what} ${missing.map(showColumn).join(", ")}. ` +
    `The columns are: ${table.columns.map(showColumn).join(", ")}. Nothing was sent.`;
  const headerLine = await lineWithNames(table, needed);
  if (headerLine !== undefined)
    return `${text} The names of the columns are in ${table.unit} ${headerLine}: remove everything above it.`;
  const hints = [
    template !== undefined && missing.some((name) => name !== phoneColumn)
      ? "The template may only name columns of the file."
      : "",
    missing.includes(phoneColumn) ? "Name the column that holds the numbers with --phone-column." : "",
    template === undefined && missing.includes("message") ? "Or make the texts with --template." : "",
    separatorHint(table),
  ];
  return [text, ...hints.filter((hint) => hint !== "")].join(" ");
}

/** Exports often begin with a title or a comment. */
async function lineWithNames(table: Table, needed: readonly string[]): Promise<number | undefined> {
  if (!table.hasHeader) return undefined;
  let seen = 0;
  for await (const rows of table.batches())
    for (const { values, line } of rows) {
      const cells = new Set(
        (values as readonly unknown[]).map((cell) => (typeof cell === "string" ? cell.trim() : "")),
      );
      if (needed.every((name) => cells.has(name))) return line;
      if (++seen >= PREAMBLE) return undefined;
    }
  return undefined;
}

const NAME = /^[\p{L}_*＊#(（[【][\p{L}\p{M}\p{N}_ .:/%&+*＊#()（）[\]【】、：／·-]{0,39}$/u;

/** Names that are one, because their separator is another, are shown as well. */
const OTHER_SEPARATOR = /[,;|\t，；、｜^~]/;

/** The name of a column as it may be printed: a file without a header would have messages in its place. */
export function showColumn(name: string): string {
  if (name === "") return "(empty)";
  if (/\d{7,}/.test(name) && NAME.test(name)) return maskNumber(name);
  // A code of a text has four digits or more.
  if (/\d{4,}/.test(name)) return "(unprintable)";
  const names = name.split(OTHER_SEPARATOR);
  return names.every((one) => NAME.test(one.trim())) ? name.replaceAll("\t", " ") : "(unprintable)";
}

const SEPARATORS: Readonly<Record<string, string>> = {
  ",": "by , : leave --separator out",
  ";": "by ; : add --separator ';'",
  "|": "by | : add --separator '|'",
  "\t": "by tabs: add --separator tab",
  "，": "by full-width commas (，): replace them by ,",
  "；": "by full-width semicolons (；): replace them by ,",
  "､": "by ､ : replace it by ,",
  "、": "by 、: replace it by ,",
  "｜": "by ｜: replace it by ,",
  "^": "by ^ : replace it by ,",
  "~": "by ~ : replace it by ,",
};

function separatorHint({ columns, separator, hasHeader }: Table): string {
  if (!hasHeader || columns.length > 1) return "";
  const only = columns[0] ?? "";
  const other = Object.keys(SEPARATORS).find((one) => one !== separator && only.includes(one));
  return other === undefined ? "" : `Cells seem to be separated ${SEPARATORS[other] ?? ""}.`;
}
