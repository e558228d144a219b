import { gbk } from "./characterBytes.js";

/** What a text may be searched for, by its characters: a sum of these. */
export const odd: Readonly<Record<"twoBytes" | "latin" | "noText" | "marks" | "unseen", number>> =
  Object.freeze({
    /** UTF-8 that was read as GB18030. */
    twoBytes: 1,
    /** UTF-8 or GB18030 that was read in a Western encoding. */
    latin: 2,
    /** Lost characters, and what is no text at all. */
    noText: 4,
    /** Places of values, line breaks as programs write them, quotation marks. */
    marks: 8,
    /** Characters that nobody sees, or few phones show. */
    unseen: 16,
  });

/**
 * Soft hyphens, blanks without width, marks of direction, byte order marks, private and no characters. Joiners and variation
 * selectors are parts of emoji and of some scripts.
 */
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff\ufffe\uffff]/;

let table: Uint8Array | undefined;

/** One look at each character of a text, so that most texts need no search at all. */
export function oddIn(text: string): number {
  const kinds = (table ??= makeTable());
  let found = 0;
  for (let at = 0; at < text.length; at++) found |= kinds[text.charCodeAt(at)] ?? 0;
  return found;
}

function makeTable(): Uint8Array {
  const kinds = new Uint8Array(0x10000);
  for (let unit = 0x80; unit < 0x2000; unit++) kinds[unit] = odd.latin;
  gbk().codes.forEach((code, unit) => {
    if (beginsUtf8(code)) kinds[unit] = (kinds[unit] ?? 0) | odd.twoBytes;
  });
  for (let unit = 0; unit < 0x10000; unit++)
    if (UNSEEN.test(String.fromCharCode(unit))) kinds[unit] = (kinds[unit] ?? 0) | odd.unseen;
  for (const [characters, kind] of [
    ["\uFFFD锟烫屯?", odd.noText],
    ["{｛<&%=\\\"“'‘", odd.marks],
  ] as const)
    for (const character of characters) {
      const unit = character.charCodeAt(0);
      kinds[unit] = (kinds[unit] ?? 0) | kind;
    }
  return kinds;
}

/** Whether a character of two bytes is what the beginning of a Chinese one would be misread as. @param code in GBK */
export function beginsUtf8(code: number): boolean {
  const [lead, next] = [code >> 8, code & 0xff];
  return lead >= 0xe2 && lead <= 0xef && next >= 0x80 && next <= 0xbf;
}

/** The first character of a text that nobody sees, or few phones show, as `U+200B`. */
export function unseenIn(text: string): string | undefined {
  const character = UNSEEN.exec(text)?.[0];
  return character && `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
