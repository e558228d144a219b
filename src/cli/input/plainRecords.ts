import type { CsvRecord } from "./csvRecord.js";
import { kindsOfCharacters } from "./oddCharacters.js";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The records of a text without quotation marks, where every line is one, in one walk over its characters: most files
 * have nothing else, and every message passes here several times.
 *
 * @param line on which the text begins
 * @returns also the rest behind the last line feed
 */
export function plainRecords(
  text: string,
  {
    separator,
    line,
    withRaw,
  }: { readonly separator: string; readonly line: number; readonly withRaw: boolean },
): { records: CsvRecord[]; nextLine: number; rest: string } {
  const kinds = kindsOfCharacters();
  const between = separator.charCodeAt(0);
  const records: CsvRecord[] = [];
  /** Where the separators of the line are, as many as `count` says. */
  const places: number[] = [];
  let count = 0;
  let start = 0;
  let found = 0;
  let nextLine = line;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const kind = kinds[unit] ?? 0;
    if (kind === 0) continue;
    if (unit === between) places[count++] = at;
    else if (unit === LINE_FEED) {
      const last = count === 0 ? start : (places[count - 1] ?? 0) + 1;
      let end = at;
      while (end > last && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end--;
      if (end > start)
        records.push({
          line: nextLine,
          lastLine: nextLine,
          values: cellsOf(text, start, end, places, count),
          raw: withRaw ? text.slice(start, end) : undefined,
          crlf: end < at,
          odd: found,
        });
      nextLine++;
      start = at + 1;
      count = 0;
      found = 0;
    } else if (unit !== CARRIAGE_RETURN || text.charCodeAt(at + 1) !== LINE_FEED) found |= kind;
  }
  return { records, nextLine, rest: text.slice(start) };
}

/** An array of just this length: one that grows takes room for many more. */
function cellsOf(
  text: string,
  start: number,
  end: number,
  places: readonly number[],
  count: number,
): string[] {
  const cells = new Array<string>(count + 1);
  let from = start;
  for (let cell = 0; cell < count; cell++) {
    const to = places[cell] ?? 0;
    cells[cell] = text.slice(from, to);
    from = to + 1;
  }
  cells[count] = text.slice(from, end);
  return cells;
}
