import type { SmsMessage } from "../../messages/types.js";
import { maskNumber } from "../../base/scrub.js";
import { DAMAGED_QUOTES } from "../input/parseCsv.js";
import type { PassEnd, PassOptions, Row, RowIssue, Table } from "../input/row.js";
import type { RowReader } from "./createRowReader.js";
import { LEFT_OUT_RULES } from "./leaveOut.js";
import { createPartCounter, type SignNames } from "./partCounter.js";
import { UnusualRows, type Unusual } from "./unusual.js";

/** An invalid row: its line, and what is wrong with it. */
export interface InvalidRow {
  readonly line: number;
  /** The line on which it ends, where that is another one. */
  readonly last_line?: number;
  /** The number, masked. */
  readonly endpoint: string;
  readonly issues: readonly RowIssue[];
}

/** A made text, to be looked at before it is sent. */
export interface Sample {
  readonly line: number;
  /** The number, masked. */
  readonly endpoint: string;
  /** With the signature in front, where its name is known. */
  readonly text: string;
}

/** The result of a pass over the file. */
export interface RowsCheck {
  readonly rows: number;
  readonly valid: number;
  readonly invalid: number;
  /** UTF-16 units of all texts, with the signatures whose names are known. */
  readonly characters: number;
  /** Parts that will be billed; without the signature where its name is not known, see `unsigned`. */
  readonly parts: number;
  /** Parts that can be billed at most: signatures whose names are not known are counted with the longest name. */
  readonly most_parts: number;
  /** Messages whose signature's name is not known. */
  readonly unsigned: number;
  /** Messages that are billed as more than one part. */
  readonly long: number;
  /** Rows that are left out by `--exclude`, and because these results say that they were sent; `invalid` has them. */
  readonly excluded: number;
  readonly sent_earlier: number;
  /** The first of the invalid rows, without those that are left out. */
  readonly invalid_rows: readonly InvalidRow[];
  /** What should be looked at before sending. */
  readonly unusual: readonly Unusual[];
}

/** The result of the first pass. */
export interface FullCheck extends RowsCheck {
  /** The first rows whose quotes are damaged. */
  readonly damaged: readonly InvalidRow[];
  readonly samples: readonly Sample[];
  /** The first valid message. */
  readonly first: SmsMessage | undefined;
  readonly end: PassEnd;
}

export interface CheckRowsOptions extends PassOptions {
  readonly signNames: SignNames;
  /** Counts only these rows. */
  readonly only?: (index: number) => boolean;
  /** How many invalid rows to remember. */
  readonly remember?: number;
}

const SAMPLES = 3;

/** Reads the whole file, checks every row and counts messages and parts. */
export async function checkRows(
  table: Table,
  reader: RowReader,
  { signNames, only, remember = 20, ...pass }: CheckRowsOptions,
): Promise<FullCheck> {
  const counter = createPartCounter(signNames);
  const unusual = new UnusualRows(reader.isLiteral);
  const invalid_rows: InvalidRow[] = [];
  const damaged: InvalidRow[] = [];
  const samples: Sample[] = [];
  const leftOut = { excluded: 0, sent_earlier: 0 };
  let end: PassEnd = { blankRows: 0, isLastLineEnded: true };
  let rows = 0;
  let valid = 0;
  let first: SmsMessage | undefined;
  for await (const batch of table.batches({ ...pass, onEnd: (found) => (end = found) })) {
    for (const row of batch) {
      if (only?.(row.index) === false) continue;
      rows++;
      const read = reader.read(row);
      if ("issues" in read) {
        const [{ rule } = { rule: "" }] = read.issues;
        if (rule === "excluded" || rule === "sent_earlier") leftOut[rule]++;
        if (rule === DAMAGED_QUOTES && damaged.length < remember)
          damaged.push(invalidRow(row, reader, read.issues));
        if (!LEFT_OUT_RULES.includes(rule) && invalid_rows.length < remember)
          invalid_rows.push(invalidRow(row, reader, read.issues));
        continue;
      }
      valid++;
      first ??= read.message;
      const text = counter.add(read.message);
      unusual.add(row, read.message, reader);
      if (samples.length < SAMPLES)
        samples.push({ line: row.line, endpoint: maskNumber(read.message.endpoint), text });
    }
  }
  const counts = { rows, valid, invalid: rows - valid, ...counter.counts, ...leftOut };
  return { ...counts, invalid_rows, unusual: unusual.list(end), damaged, samples, first, end };
}

function invalidRow(row: Row, reader: RowReader, issues: readonly RowIssue[]): InvalidRow {
  const endpoint = row.problem === undefined ? reader.endpoint(row) : undefined;
  return {
    line: row.line,
    ...(row.lastLine !== undefined && { last_line: row.lastLine }),
    endpoint: typeof endpoint === "string" ? maskNumber(endpoint) : "****",
    issues,
  };
}
