import { messageWords } from "../../generated/errorCodes.js";
import { foldText } from "./foldText.js";
import { latePattern } from "./latePattern.js";
import { readings } from "./readings.js";
import { RunIndex } from "./runIndex.js";

const LONGEST = 300;
/** Longer than any way to write a phone number. */
export const LONGEST_NUMBER = 100;
/** So many digits with no letter between them may be a phone number. What stands for hidden ones ends it. */
const numbers = /* @__PURE__ */ latePattern(
  "[+\\uff0b]?[\\p{Nd}\\p{No}](?:(?:(?!\\*{4})[^\\p{L}\\p{N}\\uffff])*[\\p{Nd}\\p{No}]){6,}",
  "gu",
);
/** Access keys are runs of capitals and digits (the vendor's have 20); gateway errors quote them. */
const ACCESS_KEY = /\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{16,}\b/g;
const QUOTED_KEY = /\b(ak|access|accesskey)(\s*[:=]\s*)[A-Za-z0-9_-]+/gi;
/** Tokens are long runs of Base64. */
const TOKEN = /[A-Za-z0-9+/=_-]{64,}/g;
/** A part of a secret as long as this gives something away: many one-time codes are not longer. */
const RUN = 4;

/**
 * Makes a text that came from a server, or from a foreign error, fit to be printed: known secrets and texts
 * out (also when they are escaped, or cut short), anything that looks like a number, key or token masked,
 * what cannot be seen out, length bounded.
 *
 * @param secrets read once, whatever number of texts is scrubbed with the same array
 */
export function scrub(text: string, secrets: readonly string[] = []): string {
  const bounded = text.length > LONGEST * 8 ? text.slice(0, LONGEST * 8) : text;
  const clean = visible(without(bounded, secrets))
    .replace(TOKEN, "***")
    .replace(QUOTED_KEY, "$1$2***")
    .replace(ACCESS_KEY, "***")
    .replace(numbers(), maskNumber)
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

const unseen = /* @__PURE__ */ latePattern("[\\p{DI}\\uffff]+", "gu");
const breaks = /* @__PURE__ */ latePattern("[\\p{Cc}\\u2028\\u2029]+", "gu");

/** A text without what cannot be seen: it would garble logs and terminals, or show another text than there is. */
export function visible(text: string): string {
  return text.replace(unseen(), "").replace(breaks(), " ");
}

/** A phone number with its middle hidden: `+8613800000001` → `+861380****01`. Short ones are hidden whole. */
export function maskNumber(endpoint: string): string {
  if (endpoint.length > LONGEST_NUMBER) return "****";
  // Full-width digits become plain ones.
  const plain = endpoint.normalize("NFKC").replace(/[^\d+]/g, "");
  if (plain.length < 8) return "****";
  const head = Math.min(plain.length - 6, plain.startsWith("+") ? 7 : 5);
  return `${plain.slice(0, head)}****${plain.slice(-2)}`;
}

/**
 * Whether a text has a part of a secret in it that is long enough, however it is written.
 *
 * @param run so long; always the same for one array
 */
export function quotes(text: string, secrets: readonly string[], run: number = RUN): boolean {
  return quotedIn(text, secrets, run).includes(1);
}

/**
 * Takes secrets out of a text, and every part of one that is long enough: a server may quote the beginning, the middle
 * or the end. What only has a word of the vendor's own messages in common with one is left.
 */
function without(text: string, secrets: readonly string[]): string {
  const quoted = quotedIn(text, secrets);
  let clean = "";
  let shown = 0;
  for (let from = quoted.indexOf(1); from !== -1; from = quoted.indexOf(1, from)) {
    const next = quoted.indexOf(0, from);
    const end = next === -1 ? text.length : next;
    // Blanks around it give nothing away.
    const part = text.slice(from, end);
    const first = end - part.trimStart().length;
    const last = from + part.trimEnd().length;
    if (first < last && !isVendors(text, first, last)) {
      clean += `${text.slice(shown, first)}***`;
      shown = last;
    }
    from = end;
  }
  return clean + text.slice(shown);
}

const indexes = new WeakMap<readonly string[], RunIndex>();

/** One for each unit of a text that stands for a part of a secret, or, in an escaped form, of a number. */
function quotedIn(text: string, secrets: readonly string[], run: number = RUN): Uint8Array {
  const quoted = new Uint8Array(text.length);
  let index = indexes.get(secrets);
  if (index === undefined) indexes.set(secrets, (index = new RunIndex(secrets, run)));
  for (const reading of readings(text)) {
    const mark = (first: number, last: number): unknown =>
      quoted.fill(1, reading.from[first], reading.to[last]);
    if (reading.text !== text)
      for (const { 0: number, index: first } of reading.text.matchAll(numbers()))
        mark(first, first + number.length - 1);
    if (secrets.length > 0) markRuns(reading.text, index, mark);
  }
  return quoted;
}

function markRuns(text: string, index: RunIndex, mark: (first: number, last: number) => unknown): void {
  const units = new Uint16Array(text.length);
  for (const wordsOnly of [false, true]) {
    const places: number[] = [];
    const end = foldText(text, wordsOnly, units, 0, places);
    for (let at = 0; at + index.length <= end; at++)
      if (index.has(units, at)) mark(places[at] as number, places[at + index.length - 1] as number);
  }
}

let vendorsWords: ReadonlySet<string> | undefined;

/** Whether a part of a text, up to the ends of its words, has only words of the vendor's own messages. */
function isVendors(text: string, from: number, end: number): boolean {
  const isLetter = (at: number): boolean => /^[A-Za-z]$/.test(text.charAt(at));
  let [first, last] = [from, end];
  while (isLetter(first - 1)) first--;
  while (isLetter(last)) last++;
  const part = text.slice(first, last);
  if (!/^[A-Za-z ,.:]+$/.test(part)) return false;
  vendorsWords ??= new Set(messageWords.split(" "));
  return part
    .toLowerCase()
    .split(/[^a-z]+/)
    .every((word) => word === "" || vendorsWords?.has(word) === true);
}
