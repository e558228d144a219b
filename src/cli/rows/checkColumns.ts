import { maskNumber } from "../../base/scrub.js";
import { CliError } from "../base/cliError.js";
import type { Table } from "../input/row.js";
import type { MessageOptions } from "./createRowReader.js";
import { templateColumns } from "./parseTemplate.js";

/**
 * Checks that every column exists that the messages are made of.
 *
 * @throws CliError that names the missing column and those that exist
 */
export function checkColumns(table: Table, options: MessageOptions, fileName: string): void {
  const present = new Set(table.columns);
  const needed = options.template === undefined ? ["message"] : templateColumns(options.template);
  const missing = [options.phoneColumn, ...needed].filter((name) => !present.has(name));
  if (missing.length === 0) return;
  const hints = [
    options.template !== undefined && missing.some((name) => name !== options.phoneColumn)
      ? "The template may only name columns of the file."
      : "",
    missing.includes(options.phoneColumn)
      ? "Name the column that holds the numbers with --phone-column."
      : "",
    options.template === undefined && missing.includes("message") ? "Or make the texts with --template." : "",
    separatorHint(table),
  ].filter((hint) => hint !== "");
  const what = missing.length === 1 ? "there is no column" : "there are no columns";
  throw new CliError(
    `${fileName}: ${what} ${missing.map(showColumn).join(", ")}. ` +
      `The columns are: ${table.columns.map(showColumn).join(", ")}. Nothing was sent. ${hints.join(" ")}`,
  );
}

/** The name of a column as it may be printed: a file without a header would have messages in its place. */
export function showColumn(name: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_ .-]{0,29}$/u.test(name)) return "(unprintable)";
  return /\d{7,}/.test(name) ? maskNumber(name) : name;
}

function separatorHint({ columns, separator }: Table): string {
  const only = columns.length === 1 ? (columns[0] ?? "") : "";
  const other = [",", ";", "\t"].find((one) => one !== separator && only.includes(one));
  if (other === undefined) return "";
  return `Cells seem to be separated by ${other === "\t" ? "tabs: add --separator tab" : `${other} : add --separator '${other}'`}.`;
}
