import { parseRange, type Sheet } from "hucre";

const RANGE = /^[A-Z]+\d+:[A-Z]+\d+$/i;

/**
 * The places (`row,column`, from 0) of all results of formulas: an array formula is written in the first of its cells only,
 * and the others look like numbers that somebody typed.
 */
export function formulaCells({
  rows,
  cells = new Map(),
}: Pick<Sheet, "rows" | "cells">): ReadonlySet<string> {
  const places = new Set<string>();
  for (const [place, { formula, formulaType, formulaRef = "" }] of cells) {
    if (formula !== undefined) places.add(place);
    if (formulaType !== "array" || !RANGE.test(formulaRef)) continue;
    const { startRow, endRow, startCol, endCol } = parseRange(formulaRef);
    for (let row = startRow; row <= endRow && row < rows.length; row++)
      for (let column = startCol; column <= endCol && column < (rows[row]?.length ?? 0); column++)
        places.add(`${row},${column}`);
  }
  return places;
}
