const PLUS = 43;
const ZERO = 48;
const ONE = 49;
const SIX = 54;
const EIGHT = 56;
/** Digits of a mainland mobile number, from its leading 1. */
const LENGTH = 11;
/** `+`, a country code other than mainland China's, and up to 15 digits in all (ITU-T E.164). */
const FOREIGN = /^\+(?!86)[1-9]\d{6,14}$/;

/**
 * The eleven digits of a mainland China mobile number, whichever way it is written: with `+86`, `86`, `0086` or
 * nothing before it, with blanks and hyphens anywhere. Undefined for every other number.
 */
export function parseMainland(endpoint: string): string | undefined {
  if (isMainland(endpoint)) return endpoint.slice(-LENGTH);
  const plain = withoutSeparators(endpoint);
  return isMainland(plain) ? plain.slice(-LENGTH) : undefined;
}

/**
 * Whether a number can be a phone that takes messages: a mainland China mobile number, or `+` and the country
 * code. The service demands the `+` of numbers outside the mainland. Blanks and hyphens do not count. It knows no
 * numbering plan but the mainland's, so it lets through some numbers that do not exist.
 */
export function isPlausibleNumber(endpoint: string): boolean {
  return parseMainland(endpoint) !== undefined || FOREIGN.test(withoutSeparators(endpoint));
}

/**
 * One key for every spelling of a phone number: `+8613800000001`, `86 138-0000-0001`, `008613800000001` and
 * `13800000001` are equal. A foreign number keeps its country code, with or without `+` or `00`.
 *
 * The service may return a number without its `+`. So two numbers that differ only in that (`+1 310…` and the
 * mainland number `1310…`) also share a key: they are never put into one request, and no result can be matched to
 * the wrong one.
 */
export function numberKey(endpoint: string): string {
  const mainland = parseMainland(endpoint);
  if (mainland !== undefined) return mainland;
  const digits = endpoint.replace(/\D/g, "");
  const national = !endpoint.startsWith("+") && digits.startsWith("00") ? digits.slice(2) : digits;
  // Two zeros after `+` are no valid spelling: such a text is no number and keeps its own key.
  return national.startsWith("00") ? national : (parseMainland(national) ?? national);
}

/**
 * Equal for every spelling of a phone number, like `numberKey`, but cheap to make and to compare a million times. A few
 * different numbers share one: enough to keep messages for one number apart, not enough to find a message again.
 */
export function compactKey(endpoint: string): number | string {
  const quick = mainlandKey(endpoint);
  if (quick !== 0) return quick;
  const key = numberKey(endpoint);
  return mainlandKey(key) || key;
}

/**
 * `compactKey` of a mainland number without blanks and hyphens, 0 for everything else: an optional 86, a 1, a digit from
 * 3 to 9, nine more digits. No text is made for it, and no regular expression run: every message passes here.
 */
export function mainlandKey(endpoint: string): number {
  const start = endpoint.length - LENGTH;
  if (start !== 0 && !isCountryCode(endpoint, start)) return 0;
  const second = endpoint.charCodeAt(start + 1) - ZERO;
  if (endpoint.charCodeAt(start) !== ONE || !(second >= 3 && second <= 9)) return 0;
  let rest = 0;
  for (let at = start + 2; at < endpoint.length; at++) {
    const digit = endpoint.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return 0;
    rest = rest * 10 + digit;
  }
  // V8 stores whole numbers of up to 31 bits without an object; the product of ten digits would not fit.
  return (rest ^ (second << 26)) + 1;
}

function isMainland(plain: string): boolean {
  return mainlandKey(plain) !== 0;
}

/** Whether a text begins with mainland China's country code, which ends at `end`: `86`, `+86` or `0086`. */
function isCountryCode(plain: string, end: number): boolean {
  if (end < 2 || end > 4) return false;
  if (plain.charCodeAt(end - 2) !== EIGHT || plain.charCodeAt(end - 1) !== SIX) return false;
  if (end === 3) return plain.charCodeAt(0) === PLUS;
  return end === 2 || (plain.charCodeAt(0) === ZERO && plain.charCodeAt(1) === ZERO);
}

function withoutSeparators(endpoint: string): string {
  return endpoint.replace(/[ -]/g, "");
}
