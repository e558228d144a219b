import Papa from "papaparse";

/** Writes records of CSV, without their line ends. */
export interface CsvLine {
  (cells: readonly string[]): string;
  /**
   * The same, of cells that already exist as a line.
   *
   * @param line the cells with the delimiter between them, of which none holds it
   */
  of(cells: readonly string[], line: string): string;
  /** The same, of one cell. */
  cell(cell: string): string;
}

/** The byte order mark counts as a blank. */
const MAY_NEED_CARE = /["\s]/;

/**
 * Makes the function that writes records. Cells that certainly need no quotes go past the library, which is slow.
 *
 * @param delimiter one character, of those that `--separator` takes
 */
export function createCsvLine(delimiter: string): CsvLine {
  const needsCare = new RegExp(`["\\r\\n\uFEFF${delimiter}]|^\\s|\\s$`);
  const lineNeedsCare = new RegExp(`["\\r\\n\uFEFF]|(?:^|[${delimiter}])\\s|\\s(?:[${delimiter}]|$)`);
  const carefully = (cells: readonly string[]): string => Papa.unparse([cells], { delimiter });
  const lineOf = (cells: readonly string[]): string => {
    for (const cell of cells) if (cell !== "" && needsCare.test(cell)) return carefully(cells);
    return cells.join(delimiter);
  };
  return Object.assign(lineOf, {
    // Most lines have no blanks at all, and are told by the quicker test.
    of: (cells: readonly string[], line: string) =>
      MAY_NEED_CARE.test(line) && lineNeedsCare.test(line) ? lineOf(cells) : line,
    cell: (cell: string) => (needsCare.test(cell) ? carefully([cell]) : cell),
  });
}
