/** Errors of spreadsheets: nobody writes them on purpose, wherever they are. */
const SPREADSHEET_ERROR = /#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA)/i;
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
