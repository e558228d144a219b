import { NumberCheck } from "../../journal/numberCheck.js";
import { CliError } from "../base/cliError.js";
import type { Row, Table } from "../input/row.js";
import { trimNumber } from "../rows/phoneText.js";
import type { RecordedRun } from "../run/recordedRun.js";

const DEFAULT_COLUMN = "endpoint";

/**
 * Compares the numbers in a file with those that the run had at the same positions: the rows of a file that was sorted
 * or changed would be given the deliveries of other people.
 */
export class WhoseRows {
  readonly #check: NumberCheck | undefined;
  readonly #read: ((row: Row) => unknown) | undefined;
  readonly #name: string;
  readonly #mayLackNumbers: boolean;
  #hasNumbers = false;

  /**
   * @param phoneColumn as the user named it
   * @param isSameContent whether the file is known to have the content that was sent: then a column of numbers under
   * another name than the default need not be named
   */
  constructor(
    { runId, ranges }: RecordedRun,
    table: Table,
    {
      name,
      phoneColumn,
      isSameContent,
    }: { name: string; phoneColumn: string | undefined; isSameContent: boolean },
  ) {
    const recorded = [...ranges];
    this.#check = recorded.length === 0 ? undefined : new NumberCheck(runId, recorded);
    this.#name = name;
    this.#mayLackNumbers = isSameContent && phoneColumn === undefined;
    this.#read = table.reader(phoneColumn ?? DEFAULT_COLUMN);
    if (this.#read === undefined && this.#check !== undefined && !this.#mayLackNumbers)
      throw new CliError(
        `${name}: there is no column ${phoneColumn ?? DEFAULT_COLUMN}. Name the column that holds the numbers with --phone-column.`,
      );
  }

  /** Adds the next row. Throws `CliError` where the numbers are others than in the run. */
  add(row: Row): void {
    if (this.#check === undefined || this.#read === undefined) return;
    const value = row.problem === undefined ? this.#read(row) : undefined;
    const number = typeof value === "string" ? trimNumber(value) : undefined;
    this.#hasNumbers ||= number !== undefined;
    if (this.#check.add(number) !== undefined) this.#refuse();
  }

  /** Says that there are no more rows. Throws `CliError` where recorded ones are missing. */
  end(): void {
    if (this.#read !== undefined && this.#check?.end() !== undefined) this.#refuse();
  }

  #refuse(): void {
    if (this.#mayLackNumbers && !this.#hasNumbers) return;
    throw new CliError(
      `${this.#name}: other numbers are in its rows than when it was sent, so it is not known which row is whose. Bring it ` +
        "back to what it was, name the journal of this file with --journal, or the column of the numbers with --phone-column.",
    );
  }
}
