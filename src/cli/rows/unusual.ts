import type { SmsMessage } from "../../messages/types.js";
import type { PassEnd, Row } from "../input/row.js";
import type { RowReader } from "./createRowReader.js";
import { errorValueIn } from "./errorValues.js";
import { SeenMessages } from "./seenMessages.js";

/** Something about valid rows that people should look at before they send. */
export interface Unusual {
  /**
   * - `repeated`: rows that repeat an earlier number and text
   * - `error_value`: values that a spreadsheet or program writes where one is missing
   * - `outer_blanks`: values with blanks or tabs around them
   * - `own_signature`: texts that begin with a signature, although the service puts one in front
   * - `trimmed_number`: numbers of which blanks and invisible marks were dropped
   * - `blank_rows`: rows of empty cells, which are left out
   * - `no_line_end`: the last line has no end, so the file may not be complete
   */
  readonly kind:
    | "repeated"
    | "error_value"
    | "outer_blanks"
    | "own_signature"
    | "trimmed_number"
    | "blank_rows"
    | "no_line_end";
  /** How many rows. */
  readonly rows: number;
  /** The first of their lines. */
  readonly lines: readonly number[];
  /** Of `error_value`: which ones. */
  readonly values?: readonly string[];
  /** Of `repeated`: how many pairs of number and text, and the most often that one is there. */
  readonly numbers?: number;
  readonly most?: number;
}

const OWN_SIGNATURE = /^\s*【[^【】]+】/;
const SHOWN_LINES = 10;
const MOST_KEPT = 10_000;

/** Collects what is unusual about the rows of a pass. */
export class UnusualRows {
  readonly #seen = new SeenMessages();
  /** How often a repeated message is there, by the line of the first. */
  readonly #times = new Map<number, number>();
  readonly #found = new Map<Unusual["kind"], { rows: number; lines: number[] }>();
  readonly #values = new Set<string>();

  add(row: Row, message: SmsMessage, reader: RowReader): void {
    const { line } = row;
    const first = this.#seen.add(message, line);
    if (first !== undefined) {
      this.#count("repeated", line);
      if (this.#times.size < MOST_KEPT) this.#times.set(first, (this.#times.get(first) ?? 1) + 1);
    }
    if (reader.endpoint(row) !== message.endpoint) this.#count("trimmed_number", line);
    let hasBlanks = false;
    let hasError = false;
    for (const value of reader.values(row)) {
      if (typeof value !== "string") continue;
      hasBlanks ||= hasOuterBlanks(value);
      const error = errorValueIn(value);
      if (error === undefined) continue;
      hasError = true;
      if (this.#values.size < SHOWN_LINES) this.#values.add(error);
    }
    if (message.message_include_sign_flag !== "true" && OWN_SIGNATURE.test(message.message))
      this.#count("own_signature", line);
    if (hasBlanks) this.#count("outer_blanks", line);
    if (hasError) this.#count("error_value", line);
  }

  /** In the order of how much they matter. */
  list({ blankRows, isLastLineEnded }: PassEnd): Unusual[] {
    const list: Unusual[] = [];
    const take = (kind: Unusual["kind"], more: Partial<Unusual> = {}): void => {
      const found = this.#found.get(kind);
      if (found !== undefined) list.push({ kind, ...found, ...more });
    };
    take("repeated", { numbers: this.#times.size, most: Math.max(...this.#times.values()) });
    take("error_value", { values: [...this.#values] });
    take("own_signature");
    take("outer_blanks");
    take("trimmed_number");
    if (blankRows > 0) list.push({ kind: "blank_rows", rows: blankRows, lines: [] });
    if (!isLastLineEnded) list.push({ kind: "no_line_end", rows: 1, lines: [] });
    return list;
  }

  #count(kind: Unusual["kind"], line: number): void {
    const found = this.#found.get(kind) ?? { rows: 0, lines: [] };
    found.rows++;
    if (found.lines.length < SHOWN_LINES) found.lines.push(line);
    this.#found.set(kind, found);
  }
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
