import { isPlausibleNumber } from "./phoneNumber.js";

const SHAPE = /^[\w.:-]{1,128}$/;
/** As the service makes ids, and its gateway. */
const USUAL = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
/** A part of a secret as long as this gives something away. */
const RUN = 4;
/** In an id of the usual form a shorter one is mere chance. */
const RUN_OF_USUAL = 8;
const PARTS_OF_USUAL = /[0-9a-f-]{8,}/gi;
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
  const run = isUsual ? RUN_OF_USUAL : RUN;
  const digits = numbers.map((number) => number.replace(/\D/g, ""));
  const isQuoting =
    sharesRun(value, isUsual ? likeIds(hidden) : hidden, run) ||
    (isUsual ? digits.some((number) => endsIn(value, number)) : sharesRun(value, digits, DIGITS));
  return isQuoting ? undefined : value;
}

/** The parts that an id of the usual form could quote: of a token there are hardly any, and it may be long. */
export function likeIds(hidden: readonly string[]): readonly string[] {
  return hidden.flatMap((one) => one.match(PARTS_OF_USUAL) ?? []);
}

/** Whether an id of the usual form holds the end of a phone number. */
function endsIn(id: string, digits: string): boolean {
  return digits.length >= DIGITS && id.includes(digits.slice(-DIGITS_OF_USUAL));
}

/** Whether an id has one of the usual forms. */
export function isUsualId(id: string): boolean {
  return USUAL.test(id);
}

function sharesRun(value: string, others: readonly string[], run: number): boolean {
  for (let from = 0; from + run <= value.length; from++) {
    const part = value.slice(from, from + run);
    if (others.some((other) => other.includes(part))) return true;
  }
  return false;
}
