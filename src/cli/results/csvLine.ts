import Papa from "papaparse";

/** What may make a cell need quotes. */
const CARE = /["\r\n]|^\s|\s$/;

/** One record of CSV, without its line end. Cells that certainly need no quotes go past the library, which is slow. */
export function csvLine(cells: readonly string[], delimiter: string): string {
  for (const cell of cells)
    if (CARE.test(cell) || cell.includes(delimiter)) return Papa.unparse([cells], { delimiter });
  return cells.join(delimiter);
}
