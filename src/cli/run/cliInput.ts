import type { InputFile } from "../input/inputFile.js";
import type { Format } from "../input/openTable.js";
import type { Table } from "../input/row.js";
import type { MessageOptions, RowReader } from "../rows/createRowReader.js";

/** The input of a run, and the files beside it. */
export interface CliInput {
  /** As it is shown. */
  readonly name: string;
  readonly file: InputFile;
  readonly format: Format;
  readonly table: Table;
  readonly reader: RowReader;
  readonly messageOptions: MessageOptions;
  /** Numbers on the list of `--exclude`. */
  readonly excludedNumbers: number;
  readonly journalPath: string;
  /** Whether the journal outlives the run, so that a later one can resume it. */
  readonly keepsJournal: boolean;
  /** Where the results go; `undefined` is standard output. */
  readonly resultsPath: string | undefined;
  /** Where earlier runs of this file may have left their results. */
  readonly earlierResults: readonly string[];
  /** Never rejects: what was read and written is so by then. */
  close(): Promise<void>;
}
