import type { SmsMessage } from "../../messages/types.js";
import { odd } from "../input/oddCharacters.js";
import type { PassEnd, Row } from "../input/row.js";
import type { RowReader } from "./createRowReader.js";
import { changedNumberIn, errorValueIn } from "./errorValues.js";
import { SeenMessages } from "./seenMessages.js";
import { isNothingLeft, MARKING, textMarks } from "./textMarks.js";

/** Something about valid rows that people should look at before they send. */
export interface Unusual {
  /**
   * - `repeated`: rows that repeat an earlier number and text
   * - `called_sent`: rows that a column `status` calls accepted or unknown, as results do
   * - `error_value`: values that a spreadsheet or program writes where one is missing
   * - `changed_number`: texts with numbers as spreadsheets shorten them, and programs write them: `6.21E+18`, `482913.0`
   * - `outer_blanks`: values with blanks or tabs around them
   * - `own_signature`: texts that begin with a signature, although the service puts one in front
   * - `marks`: texts with places of values, line breaks or characters as programs write them: `{name}`, `\n`, `&amp;`
   * - `quotes`: texts with quotation marks around all of it, or one without a partner
   * - `garbled`: texts that were read or written in a wrong encoding before
   * - `unseen`: texts with characters that nobody sees, or few phones show
   * - `hidden_rows`: rows that a workbook does not show, as behind a filter
   * - `other_sheets`: further sheets of a workbook, which are not read
   * - `trimmed_number`: numbers of which blanks and invisible marks were dropped
   * - `blank_rows`: rows of empty cells, which are left out
   * - `no_line_end`: the last line has no end, so the file may not be complete
   */
  readonly kind:
    | "repeated"
    | "called_sent"
    | "error_value"
    | "changed_number"
    | "outer_blanks"
    | "own_signature"
    | "marks"
    | "quotes"
    | "garbled"
    | "unseen"
    | "hidden_rows"
    | "other_sheets"
    | "trimmed_number"
    | "blank_rows"
    | "no_line_end";
  /** How many rows. */
  readonly rows: number;
  /** The first of their lines. */
  readonly lines: readonly number[];
  /** Of `error_value` and `marks`: which ones; of `changed_number`: their ends; of `garbled`: how; of `unseen`: which characters; of `other_sheets`: their names. */
  readonly values?: readonly string[];
  /** Of `repeated`: how many pairs of number and text, and the most often that one is there. */
  readonly numbers?: number;
  readonly most?: number;
}

const OWN_SIGNATURE = /^\s*【[^【】]+】/;
const SIGNATURE_MARK = 0x3010;
/** The kinds of characters that values have which are counted. */
const IN_VALUES = odd.blank | odd.missing;
/** Of a row that may have all kinds of characters. */
const ANY = Object.values(odd).reduce((kinds, kind) => kinds | kind, 0);
const SHOWN_LINES = 10;
const LONGEST_SHOWN = 60;
const MOST_KEPT = 10_000;

/** Collects what is unusual about the rows of a pass. */
export class UnusualRows {
  readonly #seen = new SeenMessages();
  /** How often a repeated message is there, by the line of the first. */
  readonly #times = new Map<number, number>();
  readonly #found = new Map<Unusual["kind"], { rows: number; lines: number[] }>();
  readonly #values = new Set<string>();
  readonly #numbers = new Set<string>();
  readonly #marks = new Set<string>();
  readonly #garblings = new Set<string>();
  readonly #unseen = new Set<string>();
  readonly #isLiteral: boolean;

  /** @param isLiteral whether places of values in the texts are meant as they are */
  constructor(isLiteral = false) {
    this.#isLiteral = isLiteral;
  }

  add(row: Row, message: SmsMessage, reader: RowReader): void {
    const { line } = row;
    const first = this.#seen.add(message, line);
    if (first !== undefined) {
      this.#count("repeated", line);
      if (this.#times.size < MOST_KEPT) this.#times.set(first, (this.#times.get(first) ?? 1) + 1);
    }
    if (reader.isCalledSent?.(row) === true) this.#count("called_sent", line);
    if (reader.endpoint(row) !== message.endpoint) this.#count("trimmed_number", line);
    if (message.message_include_sign_flag !== "true" && beginsWithSignature(message.message))
      this.#count("own_signature", line);
    // Where the reader saw none of the characters that matter, there is nothing to look for.
    const kinds = row.odd ?? ANY;
    const lost = (kinds & IN_VALUES) === 0 ? undefined : this.#addValues(reader.values(row), line);
    if (((kinds | reader.oddInTemplate) & odd.changed) !== 0) this.#addNumbers(message.message, line);
    if (((kinds | reader.oddInTemplate) & MARKING) !== 0 || lost !== undefined)
      this.#addText(message.message, line, lost);
  }

  /** In the order of how much they matter. */
  list({ blankRows, isLastLineEnded, hiddenRows = [], otherSheets = [] }: PassEnd): Unusual[] {
    const list: Unusual[] = [];
    const take = (kind: Unusual["kind"], more: Partial<Unusual> = {}): void => {
      const found = this.#found.get(kind);
      if (found !== undefined) list.push({ kind, ...found, ...more });
    };
    take("repeated", { numbers: this.#times.size, most: Math.max(...this.#times.values()) });
    take("called_sent");
    take("error_value", { values: [...this.#values] });
    take("changed_number", { values: [...this.#numbers] });
    take("garbled", { values: [...this.#garblings] });
    take("marks", { values: [...this.#marks] });
    take("unseen", { values: [...this.#unseen] });
    take("own_signature");
    take("quotes");
    take("outer_blanks");
    take("trimmed_number");
    if (hiddenRows.length > 0)
      list.push({
        kind: "hidden_rows",
        rows: hiddenRows.length,
        lines: hiddenRows.slice(0, SHOWN_LINES),
      });
    if (otherSheets.length > 0)
      list.push({ kind: "other_sheets", rows: otherSheets.length, lines: [], values: otherSheets });
    if (blankRows > 0) list.push({ kind: "blank_rows", rows: blankRows, lines: [] });
    if (!isLastLineEnded) list.push({ kind: "no_line_end", rows: 1, lines: [] });
    return list;
  }

  /** @returns a value of which nothing is left */
  #addValues(values: readonly unknown[], line: number): string | undefined {
    let hasBlanks = false;
    let hasError = false;
    let lost: string | undefined;
    for (const value of values) {
      if (typeof value !== "string") continue;
      hasBlanks ||= hasOuterBlanks(value);
      if (isNothingLeft(value)) lost = value;
      const error = errorValueIn(value);
      if (error === undefined) continue;
      hasError = true;
      if (this.#values.size < SHOWN_LINES) this.#values.add(error);
    }
    if (hasBlanks) this.#count("outer_blanks", line);
    if (hasError) this.#count("error_value", line);
    return lost;
  }

  #addNumbers(text: string, line: number): void {
    const changed = changedNumberIn(text);
    if (changed === undefined) return;
    this.#count("changed_number", line);
    if (this.#numbers.size < SHOWN_LINES) this.#numbers.add(changed);
  }

  /** @param lost a value of which nothing is left */
  #addText(text: string, line: number, lost: string | undefined): void {
    const { mark, garbled = lost, unseen, hasOddQuotes } = textMarks(text, this.#isLiteral);
    if (garbled !== undefined) {
      this.#count("garbled", line);
      if (this.#garblings.size < SHOWN_LINES) this.#garblings.add(garbled.slice(0, LONGEST_SHOWN));
    }
    if (unseen !== undefined) {
      this.#count("unseen", line);
      if (this.#unseen.size < SHOWN_LINES) this.#unseen.add(unseen);
    }
    if (hasOddQuotes) this.#count("quotes", line);
    if (mark === undefined) return;
    this.#count("marks", line);
    if (this.#marks.size < SHOWN_LINES) this.#marks.add(mark);
  }

  #count(kind: Unusual["kind"], line: number): void {
    const found = this.#found.get(kind) ?? { rows: 0, lines: [] };
    found.rows++;
    if (found.lines.length < SHOWN_LINES) found.lines.push(line);
    this.#found.set(kind, found);
  }
}

function beginsWithSignature(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first === SIGNATURE_MARK || isMaybeBlank(first)) && OWN_SIGNATURE.test(text);
}

function hasOuterBlanks(value: string): boolean {
  // Most texts begin and end with characters that decide it.
  const [first, last] = [value.charCodeAt(0), value.charCodeAt(value.length - 1)];
  return (isMaybeBlank(first) || isMaybeBlank(last)) && value.trim() !== value;
}

function isMaybeBlank(unit: number): boolean {
  return (
    unit <= 0x20 || unit === 0xa0 || unit === 0x3000 || unit === 0xfeff || (unit >= 0x1680 && unit <= 0x205f)
  );
}
