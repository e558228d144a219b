import type { Row } from "./row.js";

/** One record of a CSV file: its header, or a row. */
export interface CsvRecord extends Omit<Row, "index"> {
  /** The line on which it ends. */
  readonly lastLine: number;
  readonly values: readonly string[];
  /** Whether its line ended with CR LF. */
  readonly crlf: boolean;
}
