/** Something wrong with a row, in the form of a message's issues. It never quotes the row. */
export interface RowIssue {
  /** The column concerned, `""` for the row as a whole. */
  readonly property: string;
  readonly rule: string;
  /** What the rule asks for, as a phrase. */
  readonly expected: string;
  /** What came instead, as a phrase. */
  readonly received: string;
}

/** One row of the input. */
export interface Row {
  /** Counted from 0, without the header: the index of its outcome and of its line in the results. */
  readonly index: number;
  /** The line of the file on which it begins, counted from 1. */
  readonly line: number;
  /** Cells by place (CSV), or values by name (JSON Lines). */
  readonly values: readonly unknown[] | Readonly<Record<string, unknown>>;
  /**
   * Its cells as they stand in the file, the line end aside. Only where a pass asks for it, and no cell of the row has
   * quotes around it.
   */
  readonly raw?: string | undefined;
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
  /** Stops reading. */
  signal?: AbortSignal;
}
