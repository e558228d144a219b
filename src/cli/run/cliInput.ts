import type { Format } from "../input/openTable.js";
import type { Table } from "../input/row.js";
import type { MessageOptions, RowReader } from "../rows/createRowReader.js";

/** The input of a run, and the files beside it. */
export interface CliInput {
  /** As it is shown. */
  readonly name: string;
  readonly format: Format;
  readonly table: Table;
  readonly reader: RowReader;
  readonly messageOptions: MessageOptions;
  readonly journalPath: string;
  /** Whether the journal outlives the run, so that a later one can resume it. */
  readonly keepsJournal: boolean;
  /** Where the results go; `undefined` is standard output. */
  readonly resultsPath: string | undefined;
  close(): Promise<void>;
}
