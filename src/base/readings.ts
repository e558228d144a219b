import { NO_TEXT } from "./foldText.js";
import { latePattern } from "./latePattern.js";

/** A text as somebody may read it, with the part of the given text that each of its units stands for. */
export interface Reading {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Escapes of JSON, addresses and pages, also where they were escaped again in the same way. */
const ESCAPES =
  /\\+(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^a-z0-9\\]|[bfnrt])|(?:%(?:25)*[0-9a-f]{2})+|&(?:amp;)*(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,4});?/gi;
/** For those within others. */
const MOST_LEVELS = 3;
const TAGS = /<\/?[a-z][^<>]*>/gi;
const BASE64 = /[A-Za-z0-9+/_-]{6,}/g;
const HEX = /[0-9a-f]{8,}/gi;
/** UTF-8 that was taken for Latin-1. */
const LATIN = /[\u0080-\u00ff]{2,}/g;
const NAMES: Readonly<Record<string, string | undefined>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** All readings of a text: as it is, and what is written in it in the ways of programs. */
export function* readings(text: string): Generator<Reading> {
  const plain: Reading = { text, from: places(text.length, 0), to: places(text.length, 1) };
  yield plain;
  let decoded = plain;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const next = replaced(decoded, ESCAPES, unescaped);
    if (next === decoded) break;
    yield (decoded = next);
  }
  for (const [pattern, decode] of CODINGS) {
    const next = replaced(decoded, pattern, decode);
    if (next !== decoded) yield next;
  }
}

const CODINGS: readonly (readonly [RegExp, (part: string) => string])[] = [
  [TAGS, () => ""],
  [LATIN, (part) => meant(Buffer.from(part, "latin1"))],
  ...[0, 1].map((shift) => [HEX, (part: string) => meant(Buffer.from(part.slice(shift), "hex"))] as const),
  // What stands before it may be of its characters as well.
  ...[0, 1, 2, 3].map(
    (shift) => [BASE64, (part: string) => meant(Buffer.from(part.slice(shift), "base64"))] as const,
  ),
];

const noText = /* @__PURE__ */ latePattern("[\\p{Cc}\\ufffd]", "gu");

/** Bytes as a text. Most that only look coded are none: nothing in it may go together with what it stands between. */
function meant(bytes: Buffer): string {
  return `${NO_TEXT}${bytes.toString().replace(noText(), NO_TEXT)}${NO_TEXT}`;
}

function places(length: number, shift: number): number[] {
  return Array.from({ length }, (_, at) => at + shift);
}

/** The same reading where nothing in it matches. */
function replaced(reading: Reading, pattern: RegExp, decode: (part: string) => string): Reading {
  let text = "";
  const from: number[] = [];
  const to: number[] = [];
  let copied = 0;
  const copyUntil = (end: number): void => {
    text += reading.text.slice(copied, end);
    for (let at = copied; at < end; at++) {
      from.push(reading.from[at] as number);
      to.push(reading.to[at] as number);
    }
  };
  for (const { 0: part, index } of reading.text.matchAll(pattern)) {
    copyUntil(index);
    copied = index + part.length;
    const put = decode(part);
    text += put;
    from.push(...new Array<number>(put.length).fill(reading.from[index] as number));
    to.push(...new Array<number>(put.length).fill(reading.to[copied - 1] as number));
  }
  if (copied === 0) return reading;
  copyUntil(reading.text.length);
  return { text, from, to };
}

function unescaped(part: string): string {
  if (part.startsWith("%")) return Buffer.from(part.replace(/%(?:25)*(?=..(?:%|$))/gi, ""), "hex").toString();
  const [, code = ""] = /^(?:\\+|&(?:amp;)*)([^;]+);?$/s.exec(part) ?? [];
  const hex = /^(?:[ux]|#x)([0-9a-f]+)$/i.exec(code)?.[1];
  if (hex !== undefined) return charOf(Number.parseInt(hex, 16));
  if (code.startsWith("#")) return charOf(Number(code.slice(1)));
  if (part.startsWith("&")) return NAMES[code.toLowerCase()] ?? part;
  return /^[bfnrt]$/.test(code) ? " " : code;
}

function charOf(point: number): string {
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}
