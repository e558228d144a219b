/** Spreadsheets take a cell that begins like this for a formula, also with blanks before it. */
const FORMULA = /^[\s\p{Cf}]*[=+\-@\t\r＝＋－＠|%]/u;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/**
 * Makes a text of the service safe for a file that people open in a spreadsheet or show on a terminal: without
 * control characters, and not as a formula.
 */
export function harmlessCell(text: string): string {
  const printable = text.replace(UNPRINTABLE, " ");
  return FORMULA.test(printable) ? `'${printable}` : printable;
}
