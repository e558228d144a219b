/** Something wrong with a row, in the form of a message's issues. It never quotes the row. */
export interface RowIssue {
  /** The column concerned, `""` for the row as a whole. */
  readonly property: string;
  readonly rule: string;
  /** The requirement of the rule, as a phrase. */
  readonly expected: string;
  /** The value found instead, described as a phrase. */
  readonly received: string;
}

/**
 * A value that must not become part of a text, because it would not look as it does in the file: a date of a workbook, a
 * number with more digits than a number can hold.
 */
export class UnusableValue {
  /** As it is written to the results. */
  readonly source: string;
  /** For the issue: `"a date of a workbook"`. */
  readonly received: string;

  constructor(source: string, received: string) {
    this.source = source;
    this.received = received;
  }
}

/** A number of JSON that JavaScript would write otherwise: `19.90`, `1e21`, `738529527931269425`. */
export class SourceNumber {
  /** As in the file. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** One row of the input. */
export interface Row {
  /** Counted from 0, without the header: the index of its outcome and of its line in the results. */
  readonly index: number;
  /** The line of the file on which it begins, counted from 1. */
  readonly line: number;
  /** The line on which it ends, where that is another one. */
  readonly lastLine?: number;
  /** Cells by place (CSV), or values by name (JSON Lines). */
  readonly values: readonly unknown[] | Readonly<Record<string, unknown>>;
  /**
   * Its cells as they are in the file, without the line end. Only where a pass asks for it, and no cell of the row has
   * quotes around it.
   */
  readonly raw?: string | undefined;
  /** The kinds of the characters of all its cells, see `odd`; only where the reader saw them, at no further cost. */
  readonly odd?: number | undefined;
  /** Why it cannot be read as a row. */
  readonly problem?: RowIssue;
}

/** A file of rows with named columns, read as often as needed and never held in memory as a whole. */
export interface Table {
  /** Names of the columns. All of them from the start (CSV), or those met so far (JSON Lines). */
  readonly columns: readonly string[];
  /** The column names as in the file, not trimmed: for the results. */
  readonly header: readonly string[];
  /** Whether `columns` is complete before the rows were read. */
  readonly hasHeader: boolean;
  /** How the rows are counted: `line 3` of a text, `row 3` of a workbook. */
  readonly unit: "line" | "row";
  /** How the file was read where that is not simply from its first line on: part of the identity of a run. */
  readonly layout?: string;
  /** Where its columns may be instead, as a sentence. */
  readonly elsewhere?: string;
  /** The character between cells. */
  readonly separator: string;
  readonly lineEnd: "\n" | "\r\n";
  readonly hasBom: boolean;
  /** A function that reads the value of a column; `undefined` when there is no such column. */
  reader(column: string): ((row: Row) => unknown) | undefined;
  /** Reads the rows from the beginning, some at a time. Throws `CliError` when the file cannot be read as text. */
  batches(options?: PassOptions): AsyncIterable<readonly Row[]>;
}

/** One reading of the file from its beginning to its end. */
export interface PassOptions {
  /** Gets the bytes as they are read. */
  onBytes?: (bytes: Uint8Array) => void;
  /** Gives rows their `raw`. */
  withRaw?: boolean;
  /** Called with further facts at the end of the pass. */
  onEnd?: (end: PassEnd) => void;
  /** Stops reading. */
  signal?: AbortSignal;
}

/** The facts of a pass besides its rows. */
export interface PassEnd {
  /** Rows of empty cells: they are no rows. */
  readonly blankRows: number;
  /** Whether the last line has a line end. */
  readonly isLastLineEnded: boolean;
  /** Numbers of the rows that a workbook does not show. */
  readonly hiddenRows?: readonly number[];
  /** Names of the sheets of a workbook that are not read, where none was named. */
  readonly otherSheets?: readonly string[];
}
