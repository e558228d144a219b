import { isPlausibleNumber } from "./phoneNumber.js";

const SHAPE = /^[\w.:-]{1,128}$/;
/** As the service makes ids, and its gateway. */
const HEX_DIGITS = 32;
const USUAL = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A part of a secret as long as this gives something away. */
const RUN = 4;
/** In an id of the usual form a shorter one is mere chance. */
const RUN_OF_USUAL = 8;
const RUNS_LIKE_IDS = /[0-9a-f-]{8,}/gi;
/** So many digits in a row may be a phone number. */
const DIGITS = 7;
/** An id of the usual form has runs of digits as well: there it is a number's own end that counts. */
const DIGITS_OF_USUAL = 10;

/**
 * An id of a request or message as it is, if it looks like one and holds nothing that must not be shown: no phone number,
 * and no part of what its request holds.
 *
 * @param hidden keys, tokens and texts of the request
 * @param numbers phone numbers of the request
 */
export function plainId(
  value: unknown,
  hidden: readonly string[] = [],
  numbers: readonly string[] = [],
): string | undefined {
  if (typeof value !== "string" || !SHAPE.test(value) || isPlausibleNumber(value)) return undefined;
  const isUsual = isUsualId(value);
  const digits = numbers.map((number) => number.replace(/\D/g, ""));
  const isQuoting = isUsual
    ? holdsAny(value, partsLikeIds(hidden)) || digits.some((number) => endsIn(value, number))
    : sharesRun(value, hidden, RUN) || sharesRun(value, digits, DIGITS);
  return isQuoting ? undefined : value;
}

/** The parts that an id of the usual form could quote: of keys and tokens there are hardly any. */
export function partsLikeIds(hidden: readonly string[]): readonly string[] {
  const parts = new Set<string>();
  for (const one of hidden)
    for (const run of one.match(RUNS_LIKE_IDS) ?? [])
      for (let from = 0; from + RUN_OF_USUAL <= run.length; from++)
        parts.add(run.slice(from, from + RUN_OF_USUAL));
  return [...parts];
}

/** Whether an id holds one of these parts. */
export function holdsAny(id: string, parts: readonly string[]): boolean {
  for (const part of parts) if (id.includes(part)) return true;
  return false;
}

/** Whether an id of the usual form holds the end of a phone number. */
function endsIn(id: string, digits: string): boolean {
  return digits.length >= DIGITS && id.includes(digits.slice(-DIGITS_OF_USUAL));
}

/** Whether an id has one of the usual forms. */
export function isUsualId(id: string): boolean {
  return id.length === HEX_DIGITS ? isHex(id) : USUAL.test(id);
}

const IS_HEX_DIGIT = new Uint8Array(2 ** 16);
for (const digit of "0123456789abcdefABCDEF") IS_HEX_DIGIT[digit.charCodeAt(0)] = 1;

/** There is an id for every message: a table is twice as quick as an expression, and three times as comparisons. */
function isHex(id: string): boolean {
  for (let at = 0; at < id.length; at++) if (IS_HEX_DIGIT[id.charCodeAt(at)] !== 1) return false;
  return true;
}

function sharesRun(value: string, others: readonly string[], run: number): boolean {
  for (let from = 0; from + run <= value.length; from++) {
    const part = value.slice(from, from + run);
    if (others.some((other) => other.includes(part))) return true;
  }
  return false;
}
