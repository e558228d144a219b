import { latePattern } from "./latePattern.js";

/** A unit that stands for no character, and stays what it is between those that do. */
export const NO_TEXT = "\uffff";

/** In place of a unit for what is left out. */
const DROPPED = -1;
const UNKNOWN = -2;
const BLANK = 0x20;
const REPLACEMENT = 0xfffd;
/** Flags beside a unit: it is a letter or a digit; it stays a pair, as it is. */
const WORD = 0x10000;
const PAIR = 0x20000;

const LAST_UNIT = 0xffff;

/** What has been asked for: by unit, and of pairs by code point. A full request has a million characters. */
let knownUnits: Int32Array | undefined;
const knownPairs = new Map<number, number>();

/**
 * Writes a text as anybody would recognise it: without case, width, marks and what cannot be seen, with plain digits.
 *
 * @param wordsOnly leaves out everything but letters and digits, so that nothing put between them matters
 * @param end where to begin in `units`, which must have room for the whole text
 * @param places gets the index in the text of each unit
 * @returns where it ends in `units`
 */
export function foldText(
  text: string,
  wordsOnly: boolean,
  units: Uint16Array,
  end: number,
  places?: number[],
): number {
  const known = (knownUnits ??= new Int32Array(LAST_UNIT + 1).fill(UNKNOWN));
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    let folded = known[unit] as number;
    const isHalf = unit >= 0xd800 && unit <= 0xdbff;
    const point = isHalf ? (text.codePointAt(at) as number) : unit;
    const isPair = point > LAST_UNIT;
    if (isPair) folded = knownPairs.get(point) ?? UNKNOWN;
    if (folded === UNKNOWN) {
      folded = foldPoint(point);
      if (isPair) knownPairs.set(point, folded);
      else known[unit] = folded;
    }
    if (folded !== DROPPED && (!wordsOnly || (folded & WORD) !== 0)) {
      if (places !== undefined) places[end] = at;
      units[end++] = folded & PAIR ? text.charCodeAt(at) : folded;
      if (folded & PAIR) {
        if (places !== undefined) places[end] = at + 1;
        units[end++] = text.charCodeAt(at + 1);
      }
    }
    if (isPair) at++;
  }
  return end;
}

const dropped = /* @__PURE__ */ latePattern("[\\p{DI}\\p{M}]", "u");
const blanks = /* @__PURE__ */ latePattern("[\\s\\p{Z}\\p{Cc}]", "u");
const marks = /* @__PURE__ */ latePattern("\\p{M}+", "gu");
const words = /* @__PURE__ */ latePattern("[\\p{L}\\p{N}]", "u");
const digits = /* @__PURE__ */ latePattern("\\p{Nd}", "u");

function foldPoint(point: number): number {
  // Half of a pair: whoever writes it as UTF-8 puts this in its place.
  if (point >= 0xd800 && point <= 0xdfff) return REPLACEMENT;
  const char = String.fromCodePoint(point);
  if (dropped().test(char)) return DROPPED;
  if (char === NO_TEXT) return point | WORD;
  if (blanks().test(char)) return BLANK;
  const digit = digitOf(point);
  if (digit !== undefined) return (digit + 0x30) | WORD;
  const plain = char.normalize("NFKD").replace(marks(), "").normalize("NFKC").toLowerCase();
  const word = words().test(char) ? WORD : 0;
  if (plain.length === 1) return plain === " " ? BLANK : plain.charCodeAt(0) | word;
  return (point > LAST_UNIT ? PAIR : point) | word;
}

/** The value of a decimal digit of any script: each has its ten in a row, beginning with its zero. */
function digitOf(point: number): number | undefined {
  const isDigit = (at: number): boolean => digits().test(String.fromCodePoint(at));
  if (!isDigit(point)) return undefined;
  let before = 0;
  while (isDigit(point - before - 1)) before++;
  return before % 10;
}
