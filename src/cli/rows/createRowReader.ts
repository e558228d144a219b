import { copyOf } from "../../base/copyOf.js";
import { messageRules } from "../../../generated/messageRules.js";
import { createExaminer } from "../../messages/createExaminer.js";
import type { SmsMessage } from "../../messages/types.js";
import { odd, oddIn } from "../input/oddCharacters.js";
import { SourceNumber, UnusableValue, type Row, type RowIssue, type Table } from "../input/row.js";
import { errorValueIn } from "./errorValues.js";
import { createFill } from "./fillTemplate.js";
import { sentByStatus, type LeaveOut } from "./leaveOut.js";
import { lostCharacterIn } from "./lostCharacter.js";
import type { Template } from "./parseTemplate.js";
import { trimNumber, whyNoNumber } from "./phoneText.js";

/** How messages are made of rows. */
export interface MessageOptions {
  /** Makes the text; without it the text is in column `message`. */
  readonly template: Template | undefined;
  /** The column with the number. */
  readonly phoneColumn: string;
  /** For rows without a `sign_id` of their own. */
  readonly signId: string | undefined;
  readonly checkNumber: boolean;
  /** Whether texts are sent in which characters were lost. */
  readonly allowGarbled?: boolean;
  /** Rows that are not sent. */
  readonly leaveOut?: readonly LeaveOut[];
}

/**
 * V8 substrings retain their parent string: a message made of a row's cells would keep the whole row in memory. From a
 * row longer than this, in UTF-16 units, the message is copied, so that the rest can be collected.
 */
const WIDE = 4_096;

/** The message of a row, or what is wrong with the row. */
export type BuiltRow =
  | { readonly message: SmsMessage }
  | {
      readonly issues: readonly RowIssue[];
      /** Whose it is, where that is known: an earlier run may have sent it, when nothing was wrong. */
      readonly endpoint?: string;
    };

export interface RowReader {
  /** The message of a row, not yet checked. */
  build(row: Row): BuiltRow;
  /** The message of a row that may be sent, or why it may not. */
  read(row: Row): BuiltRow;
  /** The kinds of the characters that the template adds to those of the row, see `odd`. */
  readonly oddInTemplate: number;
  /** Whether places of values in the texts are meant as they are. */
  readonly isLiteral: boolean;
  /** The values that the text is made of, as they are in the row. */
  values(row: Row): unknown[];
  /** The number as it is in the row. */
  endpoint(row: Row): unknown;
  /** Whether the row calls itself sent, as those of results do; absent where none can. */
  readonly isCalledSent?: ((row: Row) => boolean) | undefined;
}

/** A column that is a property of the message. */
interface MessageColumn {
  readonly name: string;
  readonly isRequired: boolean;
  readonly read: (row: Row) => unknown;
}

/** Makes the functions that turn rows into messages. The columns must have been checked. */
export function createRowReader(table: Table, options: MessageOptions): RowReader {
  const { template, phoneColumn, signId, checkNumber, allowGarbled = false, leaveOut = [] } = options;
  const columns = Object.keys(messageRules)
    .filter((name) => name !== "message" || template === undefined)
    .flatMap((name): MessageColumn[] => {
      const read = table.reader(name === "endpoint" ? phoneColumn : name);
      return read === undefined ? [] : [{ name, isRequired: messageRules[name]?.required === true, read }];
    });
  const fill = template === undefined ? undefined : createFill(table, template.parts);
  const examine = createExaminer({ checkNumber });
  const readEndpoint = table.reader(phoneColumn);
  const textReaders = (template?.parts ?? [{ column: "message" }]).flatMap((part) => {
    const read = "column" in part ? table.reader(part.column) : undefined;
    return read === undefined ? [] : [read];
  });

  const oddInTemplate = (template?.parts ?? []).reduce(
    (kinds, part) => kinds | ("text" in part ? oddIn(part.text) : 0),
    0,
  );
  /** Whether characters may have been lost in the text of a row. */
  const mayHaveLost = ({ odd: kinds = odd.noText }: Row): boolean =>
    !allowGarbled && ((kinds | oddInTemplate) & odd.noText) !== 0;

  const readText = template === undefined ? table.reader("message") : undefined;
  const isUsual = columns.length === 2 && signId !== undefined && leaveOut.length === 0;
  /** The message of a row of number and text, as most files have them; undefined for any other. */
  const buildUsual = (row: Row): BuiltRow | undefined => {
    if (!isUsual || row.problem !== undefined || mayHaveLost(row) || textLength(row) > WIDE) return undefined;
    const endpoint = readEndpoint?.(row);
    const message = readText?.(row);
    if (typeof endpoint !== "string" || typeof message !== "string" || message === "") return undefined;
    return { message: { endpoint: trimNumber(endpoint), message, sign_id: signId } };
  };

  const build = (row: Row): BuiltRow => buildUsual(row) ?? buildAny(row);
  const buildAny = (row: Row): BuiltRow => {
    if (row.problem !== undefined) return { issues: [row.problem] };
    const message: Record<string, unknown> = {};
    const issues: RowIssue[] = [];
    const mustCopy = textLength(row) > WIDE;
    for (const { name, isRequired, read } of columns) {
      const found = read(row);
      if (found instanceof UnusableValue) issues.push(unusable(name, found));
      const value = mustCopy && typeof found === "string" ? copyOf(found) : found;
      const isEmpty =
        value === undefined || value === null || value === "" || (!isRequired && isBlankCell(value));
      if (!isEmpty && !isRequired) issues.push(...damageOf(name, value));
      // Empty cells of the two columns that every message needs are left for the check to find.
      if (!isEmpty || (isRequired && value !== undefined)) message[name] = sentValue(name, value);
    }
    // A text that carries its signature already needs no other.
    if (signId !== undefined && message["message_include_sign_flag"] !== "true")
      message["sign_id"] ??= signId;
    if (fill !== undefined) {
      const text = fill(row, issues);
      message["message"] = mustCopy ? copyOf(text) : text;
    }
    const text = message["message"];
    const lost = typeof text === "string" && mayHaveLost(row) ? lostCharacterIn(text) : undefined;
    if (lost !== undefined) issues.push(garbled(lost));
    const { endpoint } = message;
    const whose = typeof endpoint === "string" ? { endpoint } : {};
    for (const reasonOf of leaveOut) {
      const reason = reasonOf(row, endpoint);
      if (reason !== undefined) return { issues: [reason], ...whose };
    }
    return issues.length > 0 ? { issues, ...whose } : { message: message as unknown as SmsMessage };
  };
  return {
    oddInTemplate,
    isLiteral: template?.isLiteral === true,
    build,
    read(row) {
      const built = build(row);
      if ("issues" in built) return built;
      const checked = examine(built.message);
      if (!("issues" in checked)) return checkNumber && isNegative(built.message) ? NEGATIVE : built;
      return { issues: checked.issues.map((issue) => inOtherWords(issue, built.message)) };
    },
    values: (row) => textReaders.map((read) => read(row)),
    endpoint: (row) => readEndpoint?.(row),
    isCalledSent: sentByStatus(table),
  };
}

function isBlankCell(value: unknown): boolean {
  return typeof value === "string" && value.trim() === "";
}

const SHORTENED = /^[+-]?\d(?:[.,]\d+)?E\+?\d+$/i;

/** A signature or code that a spreadsheet or program has damaged would be refused by the service, or fit no message. */
function damageOf(property: string, value: unknown): RowIssue[] {
  if (typeof value !== "string") return [];
  const received =
    errorValueIn(value) !== undefined
      ? `${value.trim()}, which a program writes where a value is missing`
      : SHORTENED.test(value.trim())
        ? "a number that a spreadsheet has shortened: format the column as text and enter it anew"
        : undefined;
  return received === undefined
    ? []
    : [{ property, rule: "value", expected: "a value, or nothing", received }];
}

/** A cell as the service takes it, where the difference is only one of writing. */
function sentValue(name: string, value: unknown): unknown {
  if (value instanceof SourceNumber) return Number(value.source); // the check tells that it is no text
  if (typeof value !== "string") return value;
  if (name === "endpoint") return trimNumber(value);
  // Spreadsheets write truth values in capitals.
  return name === "message_include_sign_flag" && /^(?:TRUE|FALSE)$/i.test(value.trim())
    ? value.trim().toLowerCase()
    : value;
}

/** Few of those who prepare files of recipients read regular expressions. */
function inOtherWords(issue: RowIssue, { endpoint }: SmsMessage): RowIssue {
  if (issue.rule === "type" && issue.received === "a number")
    return { ...issue, received: "a number: write it in quotes" };
  if (issue.property === "message" && issue.rule === "minLength")
    return { ...issue, expected: "a text", received: "nothing" };
  if (issue.property !== "endpoint" || typeof endpoint !== "string") return issue;
  const expected = /^(?:pattern|minLength)$/.test(issue.rule) ? "a phone number" : issue.expected;
  return { ...issue, expected, received: whyNoNumber(endpoint) ?? issue.received };
}

/** A hyphen may be anywhere in a number, but at its ends it is a minus sign, or the rest of something. */
function isNegative({ endpoint }: SmsMessage): boolean {
  return endpoint.startsWith("-") || endpoint.endsWith("-");
}

const NEGATIVE: BuiltRow = {
  issues: [
    {
      property: "endpoint",
      rule: "pattern",
      expected: "a phone number",
      received: "a minus sign or hyphen before or behind the number",
    },
  ],
};

function unusable(property: string, { received }: UnusableValue): RowIssue {
  return { property, rule: "value", expected: "a text", received };
}

function garbled(lost: string): RowIssue {
  return {
    property: "message",
    rule: "garbled",
    expected: "a text in which no characters were lost (--allow-garbled sends it as it is)",
    received: `${lost}, the sign that they were: save the file anew from where it is right, as UTF-8`,
  };
}

/** Length of all cells of a row, in UTF-16 units; 0 for a row of JSON Lines. */
function textLength({ values }: Row): number {
  if (!Array.isArray(values)) return 0;
  let length = 0;
  for (const cell of values as readonly unknown[]) if (typeof cell === "string") length += cell.length;
  return length;
}
