import Papa from "papaparse";

/**
 * Writes records of CSV, without their line ends. Cells that certainly need no quotes go past the library, which is
 * slow.
 *
 * @param delimiter one character, of those that `--separator` takes
 */
export function createCsvLine(delimiter: string): (cells: readonly string[]) => string {
  const needsCare = new RegExp(`["\\r\\n${delimiter}]|^\\s|\\s$`);
  return (cells) => {
    for (const cell of cells)
      if (cell !== "" && needsCare.test(cell)) return Papa.unparse([cells], { delimiter });
    return cells.join(delimiter);
  };
}
