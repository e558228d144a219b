import type { Row } from "./row.js";

/** Length of all cells of a row, in UTF-16 units; 0 for a row of JSON Lines. */
export function textLength({ values }: Row): number {
  if (!Array.isArray(values)) return 0;
  let length = 0;
  for (const cell of values as readonly string[]) length += cell.length;
  return length;
}
