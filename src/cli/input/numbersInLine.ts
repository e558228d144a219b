import { isPlausibleNumber, numberKey, parseMainland } from "../../messages/phoneNumber.js";

/** What people write between the digits of one number; anything else separates two. */
const GAP = /^[ \u00a0\p{Pd}\u2212._/·()[\]"'“”‘’]*$/u;
/** Signs that stand for a number: `①`, `²`. */
const NUMBER_SIGNS = /\p{No}/gu;
const LIST_MARK = /^\s*\d{1,4}[.)]\s/;
/** `13,800,000,001` */
const THOUSANDS = /(?<![\d,])\d{1,3}(?:,\d{3}){2,}(?![\d,])/g;
const DATE_OR_TIME =
  /(?<!\d)(?:(?:19|20)\d\d[-/.年] ?\d{1,2}[-/.月] ?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)(?!\d)/g;
/** A 0 that is dialled before a mobile number within the mainland. */
const TRUNK_ZERO = /^((?:\+|00)?86)?0(?=1[3-9]\d{9}$)/;
/** Without `+`: a country code that begins with 1 is North America's, which has eleven digits; 86 is the mainland's. */
const UNMARKED = /^(?:00)?(?!86)[2-9]\d{4,14}$|^(?:00)?1[2-9]\d{9}$|^1\d{4,5}$|^(?:86)?0[1-9]\d{4,11}$/;
/** A mobile number with a digit too few or too many, or several without anything between. */
const DAMAGED = /^(?:(?:00)?86)?0?1[3-9]\d{8,}$|^\d{18,}$/;
const MOST_DIGITS = 17;
/** Fewer are no phone number, but a count or a year. */
const ENOUGH_DIGITS = 7;

/** What can be read as phone numbers in a line of a list. */
export interface NumbersInLine {
  /** The numbers, each in its likeliest reading. */
  readonly numbers: readonly string[];
  /** Keys of everything that may be one of them, see `numberKey`. */
  readonly keys: readonly string[];
  /** Digits that must be a number, while none can be read in the line; 0 if there are none. */
  readonly unreadDigits: number;
}

/**
 * Reads every number that may be meant in a line, in any spelling and with other digits beside it: a list of those who
 * must not be written to is better read twice than missed.
 */
export function numbersInLine(line: string): NumbersInLine {
  const text = plainOf(line);
  const read = runsIn(text).flatMap((run) => windowsOf(run));
  const certain = read.map(withoutTrunkZero).filter(isPlausibleNumber);
  const withoutDates = text.replace(DATE_OR_TIME, "x");
  const rest = runsIn(withoutDates);
  const unmarked = rest.map((run) => windowsOf(run).filter((window) => UNMARKED.test(window)));
  const keys = [...certain, ...unmarked.flat()].map(numberKey);
  const isCertain = certain.length > 0;
  return {
    numbers: isCertain
      ? mostOf(certain)
      : unmarked.flatMap((windows) => longest(windows) ?? []).map(numberKey),
    keys,
    unreadDigits: isCertain ? 0 : unreadDigits(withoutDates, rest, unmarked.flat().length > 0),
  };
}

/** A line without invisible marks and the number of its place in the list, with digits of one kind. */
function plainOf(line: string): string {
  return line
    .replace(NUMBER_SIGNS, "x")
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(LIST_MARK, "")
    .replace(THOUSANDS, (number) => number.replaceAll(",", ""));
}

/** Groups of digits that stand together as those of one number do, the first with its `+`. */
type Run = readonly string[];

function runsIn(text: string): Run[] {
  const runs: string[][] = [];
  let end = 0;
  for (const { 0: group, index } of text.matchAll(/\+?\d+/g)) {
    const gap = text.slice(end, index);
    if (runs.length > 0 && !group.startsWith("+") && GAP.test(gap)) runs[runs.length - 1]?.push(group);
    else runs.push([group]);
    end = index + group.length;
  }
  return runs;
}

/** All neighbouring groups, joined. A whole mobile number is not joined with what is beside it, unless a `+` begins it. */
function windowsOf(run: Run): string[] {
  const windows: string[] = [];
  for (let from = 0; from < run.length; from++) {
    let joined = "";
    let hasWhole = false;
    for (const group of run.slice(from)) {
      const isWhole = parseMainland(withoutTrunkZero(group)) !== undefined;
      if (joined !== "" && (isWhole || hasWhole) && !joined.startsWith("+")) break;
      joined += group;
      hasWhole ||= isWhole;
      if (joined.length > MOST_DIGITS + 1) break;
      windows.push(joined);
    }
  }
  return windows;
}

function withoutTrunkZero(number: string): string {
  return number.replace(TRUNK_ZERO, "$1");
}

/** One reading of each number: those of the mainland, and the longest with each beginning. */
function mostOf(certain: readonly string[]): string[] {
  const keys = certain.map(numberKey);
  return keys.filter(
    (key, place) =>
      parseMainland(key) !== undefined ||
      !keys.some((other, at) => at !== place && other.length > key.length && other.startsWith(key)),
  );
}

function longest(windows: readonly string[]): string | undefined {
  return windows.reduce<string | undefined>(
    (one, other) => (one === undefined || other.length > one.length ? other : one),
    undefined,
  );
}

function unreadDigits(text: string, runs: readonly Run[], isRead: boolean): number {
  const damaged = runs.map((run) => run.join("").replace("+", "")).find((digits) => DAMAGED.test(digits));
  if (damaged !== undefined) return damaged.length;
  const count = text.match(/\p{Nd}/gu)?.length ?? 0;
  return isRead || count < ENOUGH_DIGITS ? 0 : count;
}
