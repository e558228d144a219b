import { errorValueIn } from "./errorValues.js";
import { isDigit } from "../../messages/isDigit.js";
import { isPlausibleNumber } from "../../messages/phoneNumber.js";

/** Blanks, and marks that take no room: no-break and zero-width spaces, direction marks, byte order marks. */
const OUTER = /^[\s\p{Cf}\u00ad]+|[\s\p{Cf}\u00ad]+$/gu;
const INVISIBLE = /[\p{Cf}\u00ad]/u;

/** A number without the blanks and invisible marks around it, where it is a phone number without them. */
export function trimNumber(value: string): string {
  if (hasPlainEnds(value)) return value;
  const trimmed = value.replace(OUTER, "");
  return trimmed !== value && isPlausibleNumber(trimmed) ? trimmed : value;
}

function hasPlainEnds(value: string): boolean {
  if (!value.startsWith("+") && !isDigit(value, 0)) return false;
  return value.length === 1 || isDigit(value, value.length - 1);
}

/** Why a value is no phone number, as a phrase without the whole number; `undefined` if no reason is known. */
export function whyNoNumber(value: string): string | undefined {
  const text = value.trim();
  if (text === "") return value === "" ? "nothing" : "nothing but blanks";
  if (errorValueIn(text) !== undefined) return `${text}, which a program writes where a value is missing`;
  if (/^[+-]?\d(?:[.,]\d+)?E[+-]?\d+$/i.test(text))
    return `a number that a spreadsheet has shortened, ${text}: format the column as text and enter it anew`;
  if (/^\+?\d+[.,]0+$/.test(text))
    return "a decimal point and zeros behind the number: format the column as text";
  if (/^='?"?/.test(text)) return "a spreadsheet formula around the number";
  if (/^['’‘`´]/.test(text)) return "an apostrophe before the number";
  if (/^["“”„]|["“”]$/.test(text)) return "quotation marks around the number";
  if (/[０-９＋]/.test(text)) return "full-width digits or signs: write them as 0 to 9 and +";
  if (/\p{Nd}/u.test(text.replace(/[0-9]/g, ""))) return "digits of another script: write them as 0 to 9";
  if (!/\d/.test(text)) return "no digits";
  if (/\d[*•●xX]{3,}/.test(text)) return "a masked number, whose digits are not all there";
  if (/^\d{4}[-\/.年]\d{1,2}[-\/.月]\d{1,2}日?(?:[ T]|$)/.test(text)) return "a date";
  const invisible = INVISIBLE.exec(value);
  if (invisible !== null)
    return `an invisible character (${codeOf(invisible[0])}) ${positionText(value, invisible.index)}`;
  const blank = /[^\S ]/.exec(value);
  if (blank !== null) return `${nameOfBlank(blank[0])} ${positionText(value, blank.index)}`;
  if (/[\p{Pd}\u2212]/u.test(text.replaceAll("-", ""))) return "a dash that is no hyphen: write - or nothing";
  if (/^tel:|^sms:/i.test(text)) return "a link (tel:) instead of a number";
  if (/[\p{L}]/u.test(text.replace(/\s*(?:ext|x)\.?\s*\d+$/i, ""))) return "letters in the number";
  if (/\d\s*(?:ext|x)\.?\s*\d+$|\d\s*#\d+$/i.test(text)) return "an extension behind the number";
  if (/[ -]{2}/.test(text)) return "two blanks or hyphens in a row";
  if (text.startsWith("-")) return "a minus sign before the number";
  if (severalIn(text)) return "more than one number in the cell: give each a row";
  if (/\+[^+]*\+/.test(text)) return "more than one + in the number";
  if (/[^\d+ -]/.test(text)) return "dots, brackets or other signs in the number: leave them out";
  return whyDigitsNotPlausible(text);
}

function severalIn(text: string): boolean {
  return (
    text
      .split(/[,;，；、/|]| {2,}|\s(?=1[3-9]\d{9})|(?<=\d)(?=\+)/)
      .filter((part) => isPlausibleNumber(part.trim())).length > 1
  );
}

function whyDigitsNotPlausible(text: string): string | undefined {
  const digits = text.replace(/\D/g, "");
  if (digits.length === 0) return undefined;
  const mainland = digits.replace(/^(?:00)?86/, "");
  if (/^01[3-9]\d{9}$/.test(mainland)) return "a 0 before the mobile number: leave it out";
  if (/^1[3-9]/.test(mainland) && mainland.length !== 11)
    return `${mainland.length} digits, where a mainland number has 11`;
  if (/^0\d{9,11}$/.test(digits)) return "a landline, or a number with a 0 before it";
  if (text.startsWith("00")) return "00 before the country code: write +";
  return text.startsWith("+")
    ? `${counted(digits.length)} behind +`
    : `${counted(digits.length)}, and no + and country code`;
}

function counted(digits: number): string {
  return `${digits} digit${digits === 1 ? "" : "s"}`;
}

function positionText(value: string, index: number): string {
  if (!/\d/.test(value.slice(0, index))) return "before the first digit";
  return /\d/.test(value.slice(index)) ? "between the digits" : "behind the last digit";
}

function nameOfBlank(character: string): string {
  if (character === "\t") return "a tab";
  if (/[\n\r]/.test(character)) return "a line break";
  return character === "\u00a0"
    ? "a no-break space (U+00A0)"
    : `a blank of another kind (${codeOf(character)})`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
