/** Most texts have none of these characters. */
const MAY_BE_ODD = /[{｛<&%\\"“'‘\uFFFD\u00c0-\u00ff锟烫屯]/;
const PLACE = /[{｛][^{}｛｝\n]{1,40}[}｝]|\$\{|<%|%(?:\d+\$)?[sd@](?!\w)/;
const MARKUP =
  /\\(?:r\\n|[nrt])|<\/?[a-z][a-z0-9]{0,9}\s*\/?>|&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,5}|#x[0-9a-f]{1,5});/i;
/** The signs of a text that was read in another encoding than it was written in, and saved so. */
const GARBLED =
  /\uFFFD|锟斤拷|烫烫烫|屯屯屯|[\u00c0-\u00ff][\u0080-\u00aa\u00ac-\u00ba\u00bc-\u00bf\u20ac\u2122]/;
const PAIRS: readonly string[] = ['""', "''", "“”", "‘’"];

/** Parts of a text that its writer hardly wanted to send. */
export interface TextMarks {
  /** The first place of a value, line break or character that is written for a program: `{name}`, `\n`, `&amp;`. */
  readonly mark: string | undefined;
  /** Whether it was read in a wrong encoding before it came here. */
  readonly isGarbled: boolean;
  /** Whether it has quotation marks around all of it, or one without a partner. */
  readonly hasOddQuotes: boolean;
}

const NONE: TextMarks = { mark: undefined, isGarbled: false, hasOddQuotes: false };

/** @param isLiteral whether the places of values in it are meant as they are */
export function textMarks(text: string, isLiteral: boolean): TextMarks {
  if (!MAY_BE_ODD.test(text)) return NONE;
  return {
    mark: isLiteral ? undefined : (PLACE.exec(text) ?? MARKUP.exec(text))?.[0],
    isGarbled: GARBLED.test(text),
    hasOddQuotes: hasOddQuotes(text),
  };
}

function hasOddQuotes(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > 1 && PAIRS.includes(trimmed.charAt(0) + trimmed.slice(-1))) return true;
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count++;
  return count % 2 === 1;
}
