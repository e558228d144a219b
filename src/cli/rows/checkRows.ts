import { maskNumber } from "../../base/scrub.js";
import type { PassOptions, RowIssue, Table } from "../input/row.js";
import type { RowReader } from "./createRowReader.js";
import { createSegmentCounter } from "./createSegmentCounter.js";

/** An invalid row: its line, and what is wrong with it. */
export interface InvalidRow {
  readonly line: number;
  /** The number, masked. */
  readonly endpoint: string;
  readonly issues: readonly RowIssue[];
}

/** The result of a pass over the file. */
export interface RowsCheck {
  readonly rows: number;
  readonly valid: number;
  readonly invalid: number;
  /** UTF-16 units of all texts, signatures included. */
  readonly characters: number;
  /** Parts that will be billed. */
  readonly parts: number;
  /** Messages that are billed as more than one part. */
  readonly long: number;
  /** The first of the invalid rows. */
  readonly invalid_rows: readonly InvalidRow[];
}

export interface CheckRowsOptions extends PassOptions {
  readonly signName: string | undefined;
  readonly phoneColumn: string;
  /** Counts only these rows. */
  readonly only?: (index: number) => boolean;
  /** How many invalid rows to remember. */
  readonly remember?: number;
}

/** Reads the whole file, checks every row and counts messages and parts. */
export async function checkRows(
  table: Table,
  reader: RowReader,
  { signName = "", phoneColumn, only, remember = 20, ...pass }: CheckRowsOptions,
): Promise<RowsCheck> {
  const countSigned = createSegmentCounter(signName);
  // A text with the flag "true" carries its signature already.
  const countBare = createSegmentCounter("");
  const invalid_rows: InvalidRow[] = [];
  let rows = 0;
  let valid = 0;
  let characters = 0;
  let parts = 0;
  let long = 0;
  for await (const batch of table.batches(pass)) {
    for (const row of batch) {
      if (only?.(row.index) === false) continue;
      rows++;
      const read = reader.read(row);
      if ("issues" in read) {
        if (invalid_rows.length < remember) {
          const endpoint = table.reader(phoneColumn)?.(row);
          const shown = typeof endpoint === "string" ? maskNumber(endpoint) : "****";
          invalid_rows.push({ line: row.line, endpoint: shown, issues: read.issues });
        }
        continue;
      }
      valid++;
      const { message, message_include_sign_flag } = read.message;
      const counted = message_include_sign_flag === "true" ? countBare(message) : countSigned(message);
      characters += counted.characters;
      parts += counted.segments;
      if (counted.segments > 1) long++;
    }
  }
  return { rows, valid, invalid: rows - valid, characters, parts, long, invalid_rows };
}
