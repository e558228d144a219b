import { messageRules } from "../../../generated/messageRules.js";
import { createExaminer } from "../../messages/createExaminer.js";
import type { SmsMessage } from "../../messages/types.js";
import type { Row, RowIssue, Table } from "../input/row.js";
import type { TemplatePart } from "./parseTemplate.js";

/** How messages are made of rows. */
export interface MessageOptions {
  /** Makes the text; without it the text is in column `message`. */
  readonly template: readonly TemplatePart[] | undefined;
  /** The column with the number. */
  readonly phoneColumn: string;
  /** For rows without a `sign_id` of their own. */
  readonly signId: string | undefined;
  readonly checkNumber: boolean;
}

/**
 * V8 substrings retain their parent string: a message made of a row's cells would keep the whole row in memory. From a
 * row longer than this, in UTF-16 units, the message is copied, so that the rest can be collected.
 */
const WIDE = 4_096;

/** The message of a row, or what is wrong with the row. */
export type BuiltRow = { readonly message: SmsMessage } | { readonly issues: readonly RowIssue[] };

export interface RowReader {
  /** The message of a row, not yet checked. */
  build(row: Row): BuiltRow;
  /** The message of a row that may be sent, or why it may not. */
  read(row: Row): BuiltRow;
}

/** A column that is a property of the message. */
interface MessageColumn {
  readonly name: string;
  readonly isRequired: boolean;
  readonly read: (row: Row) => unknown;
}

/** Makes the functions that turn rows into messages. The columns must have been checked. */
export function createRowReader(table: Table, options: MessageOptions): RowReader {
  const columns = Object.keys(messageRules)
    .filter((name) => name !== "message" || options.template === undefined)
    .flatMap((name): MessageColumn[] => {
      const read = table.reader(name === "endpoint" ? options.phoneColumn : name);
      return read === undefined ? [] : [{ name, isRequired: messageRules[name]?.required === true, read }];
    });
  const fill = options.template === undefined ? undefined : createFill(table, options.template);
  const examine = createExaminer({ checkNumber: options.checkNumber });

  const build = (row: Row): BuiltRow => {
    if (row.problem !== undefined) return { issues: [row.problem] };
    const message: Record<string, unknown> = {};
    const mustCopy = textLength(row) > WIDE;
    for (const { name, isRequired, read } of columns) {
      const found = read(row);
      const value = mustCopy && typeof found === "string" ? copyOf(found) : found;
      const isEmpty = value === undefined || value === null || value === "";
      // Empty cells of the two columns that every message needs are left for the check to find.
      if (!isEmpty || (isRequired && value !== undefined)) message[name] = value;
    }
    // A text that carries its signature already needs no other.
    if (options.signId !== undefined && message["message_include_sign_flag"] !== "true")
      message["sign_id"] ??= options.signId;
    const missing: RowIssue[] = [];
    if (fill !== undefined) {
      const text = fill(row, missing);
      message["message"] = mustCopy ? copyOf(text) : text;
    }
    return missing.length > 0 ? { issues: missing } : { message: message as unknown as SmsMessage };
  };
  return {
    build,
    read(row) {
      const built = build(row);
      if ("issues" in built) return built;
      const checked = examine(built.message);
      return "issues" in checked ? { issues: checked.issues } : built;
    },
  };
}

/** Fills the template; a value that is missing is an issue, because a text with a hole must not go out. */
function createFill(
  table: Table,
  template: readonly TemplatePart[],
): (row: Row, missing: RowIssue[]) => string {
  const parts = template.map((part) =>
    "text" in part ? part : { column: part.column, read: table.reader(part.column) },
  );
  return (row, missing) => {
    let text = "";
    for (const part of parts) {
      if ("text" in part) {
        text += part.text;
        continue;
      }
      const value = part.read?.(row);
      if (typeof value === "string" && value.trim() !== "") text += value;
      else if (typeof value === "number") text += String(value);
      else missing.push(emptyValue(part.column, value));
    }
    return text;
  };
}

function emptyValue(column: string, value: unknown): RowIssue {
  const received =
    value === undefined || typeof value === "string" ? "nothing" : `a value of type ${typeof value}`;
  return { property: column, rule: "template_value", expected: "a value for the template", received };
}

/** Length of all cells of a row, in UTF-16 units; 0 for a row of JSON Lines. */
function textLength({ values }: Row): number {
  if (!Array.isArray(values)) return 0;
  let length = 0;
  for (const cell of values as readonly string[]) length += cell.length;
  return length;
}

function copyOf(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
