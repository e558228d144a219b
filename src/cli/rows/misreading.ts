import { beginsUtf8, odd, oddIn } from "../input/oddCharacters.js";
import { gbk, macRoman, windows1252, type CharacterBytes } from "./characterBytes.js";

/**
 * The encoding that a text was written in, and the one that it was read in by mistake. Western encodings have so much in
 * common that it cannot be told which one it was.
 */
export type Misreading = "UTF-8 read as GB18030" | "UTF-8 or GB18030 read in a Western encoding";

/** The least weight by which a stretch of a text is called misread. */
const ENOUGH = 2;
/** UTF-16 units in which that much must be found. */
const LONGEST = 48;
/**
 * How a text was misread before it came here: its characters, written as the bytes of the one encoding, are common
 * characters in the other, as no text is by chance. `undefined` for a text as people write it.
 *
 * @param found the kinds of its characters, see `oddIn`
 */
export function misreadingOf(text: string, found: number = oddIn(text)): Misreading | undefined {
  if ((found & odd.twoBytes) !== 0 && holdsUtf8(text, gbk())) return "UTF-8 read as GB18030";
  if ((found & odd.latin) === 0) return undefined;
  const isWestern = [windows1252(), macRoman()].some(
    (encoding) => holdsUtf8(text, encoding) || holdsGbk(text, encoding),
  );
  return isWestern ? "UTF-8 or GB18030 read in a Western encoding" : undefined;
}

function holdsUtf8(text: string, { codes, width }: CharacterBytes): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = codes[text.charCodeAt(at)] ?? 0;
    const mayBegin = width === 2 ? beginsUtf8(code) : code >= 0xc2 && code <= 0xf4;
    if (mayBegin && weightOfUtf8(bytesOf(text.slice(at, at + LONGEST), codes), width) >= ENOUGH) return true;
  }
  return false;
}

/** How much speaks for UTF-8 in these bytes. */
function weightOfUtf8(bytes: readonly ByteOf[], width: 1 | 2): number {
  let weight = 0;
  let characters = 0;
  for (let at = 0; at < bytes.length;) {
    const length = utf8Length(bytes[at]?.byte ?? 0);
    const [lead, ...others] = bytes.slice(at, at + length);
    if (lead === undefined || others.length < length - 1 || others.some(({ byte }) => byte >> 6 !== 2)) break;
    at += length;
    if (length === 1) continue;
    characters++;
    const point = others.reduce((sum, { byte }) => (sum << 6) | (byte & 0x3f), lead.byte & (0x7f >> length));
    // A letter with such signs behind it is nothing unusual, but `Â` and `Ã` are seen with a no-break space hardly ever.
    const mayBeMeant = others.every(({ isNatural }) => isNatural) && point !== 0xa0 && point !== 0xe0;
    if (!mayBeMeant) weight += width === 2 ? commonWeight(point) : latinWeight(point);
  }
  return weight * 2 >= characters ? weight : 0;
}

function utf8Length(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

const BYTE_ORDER_MARK = 0xfeff;

/** Where a character has two bytes: chance makes characters as well, but rarely common ones. */
function commonWeight(point: number): number {
  if (point === BYTE_ORDER_MARK) return ENOUGH;
  return point >= 0x800 && isCommon(gbk().codes[point] ?? 0) ? 1 : 0;
}

/** Where a character is one byte: chance makes none of three bytes. */
function latinWeight(point: number): number {
  if (point < 0x100) return ENOUGH;
  if (point < 0x800) return 1;
  const isUsed = (point >= 0x2000 && point < 0xd7a4) || (point >= 0xf900 && point < 0x1fb00);
  return isUsed ? ENOUGH : 0;
}

/** A character of everyday Chinese, or a full-width sign. @param code in GBK */
function isCommon(code: number): boolean {
  const [lead, trail] = [code >> 8, code & 0xff];
  return trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3);
}

function holdsGbk(text: string, { codes }: CharacterBytes): boolean {
  for (let start = 0; start < text.length; start++) {
    if (codes[text.charCodeAt(start)] === 0) continue;
    let end = start + 1;
    while (end < text.length && codes[text.charCodeAt(end)] !== 0) end++;
    if (end - start >= 2 * ENOUGH && readsAsGbk(bytesOf(text.slice(start, end), codes))) return true;
    start = end;
  }
  return false;
}

function readsAsGbk(bytes: readonly ByteOf[]): boolean {
  const common = new Set<number>();
  let pairs = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const [first, second] = [bytes[at], bytes[at + 1]];
    if (first === undefined || second === undefined) break;
    pairs++;
    const code = (first.byte << 8) | second.byte;
    if (!(first.isNatural && second.isNatural) && isCommon(code)) common.add(code);
  }
  return common.size >= ENOUGH && common.size * 2 >= pairs;
}

interface ByteOf {
  readonly byte: number;
  /** Whether it is a character that people write behind a letter, and so no sign of a misreading. */
  readonly isNatural: boolean;
}

const NATURAL = /^[“”‘’„‚…–—•·«»‹›\u00a0ŠšŒœŽžŸƒªºµ]$/;

/** The bytes of a text, as far as the encoding has its characters. */
function bytesOf(text: string, codes: Uint16Array): ByteOf[] {
  const bytes: ByteOf[] = [];
  for (const character of text) {
    const unit = character.charCodeAt(0);
    const code = unit < 0x80 ? unit : (codes[unit] ?? 0);
    if ((code === 0 && unit !== 0) || character.length > 1) break;
    const isNatural = code >= 0x80 && code < 0x100 && NATURAL.test(character);
    if (code > 0xff) bytes.push({ byte: code >> 8, isNatural });
    bytes.push({ byte: code & 0xff, isNatural });
  }
  return bytes;
}
