/** Errors of spreadsheets, some of which write them in Chinese: nobody writes them on purpose, wherever they are. */
const SPREADSHEET_ERROR =
  /#(?:名称\?|值!|引用!|N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA)/i;
/** Words that programs write for a missing value. Only as a whole value, because `null` may be part of a text. */
const MISSING_VALUE =
  /^(?:null|nil|none|nan|n\/a|undefined|<null>|\(null\)|\\n|\[object object\]|invalid date|#+)$/i;

/** The error value that a value is, or holds; `undefined` for a value as people write it. */
export function errorValueIn(value: string): string | undefined {
  if (value.includes("#")) {
    const found = SPREADSHEET_ERROR.exec(value)?.[0];
    if (found !== undefined) return found;
  }
  if (value.length > 20) return undefined;
  const trimmed = value.trim();
  return MISSING_VALUE.test(trimmed) ? trimmed : undefined;
}

/** `6.21E+18`: the digits that spreadsheets leave of a long number. */
const SHORTENED = /(?<![\w.,])\d(?:[.,]\d+)?E\+\d{2,}(?!\w)/i;
/** `482913.0`: a number that a program took for one with a fraction, because others of its column were missing. */
const WITH_FRACTION = /(?<![\w.,])\d{4,}\.0(?!\w|\.\d)/;

/** The end of the first number in a text that a spreadsheet or program has changed: `…E+18`, `….0`. Its digits are not shown. */
export function changedNumberIn(text: string): string | undefined {
  const found = (SHORTENED.exec(text) ?? WITH_FRACTION.exec(text))?.[0];
  return found === undefined ? undefined : `…${found.slice(found.search(/E|\.0$/i))}`;
}
