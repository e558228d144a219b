/** What a text may be searched for, by its characters: a sum of these. */
export const odd: Readonly<
  Record<
    "twoBytes" | "latin" | "noText" | "marks" | "unseen" | "blank" | "missing" | "ends" | "changed",
    number
  >
> = Object.freeze({
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
  /** Blanks of any kind, and line ends. */
  blank: 32,
  /** Values that programs write where one is missing, or lost: each of them has one of these characters. */
  missing: 64,
  /** The ends of cells and lines: nothing to be searched for. */
  ends: 128,
  /** Numbers that spreadsheets and programs have changed: each of them has one of these characters. */
  changed: 256,
});

/**
 * Soft hyphens, blanks without width, marks of direction, byte order marks, private and no characters. Joiners and variation
 * selectors are parts of emoji and of some scripts.
 */
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff\ufffe\uffff]/;
const BLANK = /\s/;

let table: Uint16Array | undefined;

/** One look at each character of a text, so that most texts need no search at all. */
export function oddIn(text: string): number {
  const kinds = kindsOfCharacters();
  let found = 0;
  for (let at = 0; at < text.length; at++) found |= kinds[text.charCodeAt(at)] ?? 0;
  return found;
}

/** The kinds of each character, by its UTF-16 unit; 0 for most. */
export function kindsOfCharacters(): Uint16Array {
  return (table ??= makeTable());
}

function makeTable(): Uint16Array {
  const kinds = new Uint16Array(0x10000);
  const add = (unit: number, kind: number): void => void (kinds[unit] = (kinds[unit] ?? 0) | kind);
  kinds.fill(odd.latin, 0x80, 0x2000);
  kinds.fill(odd.unseen, 0xe000, 0xf900);
  for (const unit of readAsTwoBytes()) add(unit, odd.twoBytes);
  // Of the others, none is between these.
  for (const [first, last] of [
    [0, 0x2fff],
    [0x3000, 0x3000],
    [0xfeff, 0xffff],
  ] as const)
    for (let unit = first; unit <= last; unit++) {
      const character = String.fromCharCode(unit);
      if (UNSEEN.test(character)) add(unit, odd.unseen);
      if (BLANK.test(character)) add(unit, odd.blank);
    }
  for (const [characters, kind] of [
    ["\uFFFD锟烫屯?", odd.noText],
    ["{｛<&%=\\\"“'‘", odd.marks],
    ["#nN[?_", odd.missing],
    [",;\t|\r\n", odd.ends],
    ["eE.", odd.changed],
  ] as const)
    for (const character of characters) add(character.charCodeAt(0), kind);
  return kinds;
}

/** The characters that the beginning of a Chinese one is misread as: of all that GB18030 has, only these are decoded. */
function readAsTwoBytes(): number[] {
  const bytes: number[] = [];
  for (let lead = 0xe2; lead <= 0xef; lead++)
    for (let next = 0x80; next <= 0xbf; next++) if (beginsUtf8((lead << 8) | next)) bytes.push(lead, next);
  const text = new TextDecoder("gb18030").decode(Uint8Array.from(bytes));
  return Array.from(text, (character) => character.charCodeAt(0));
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
