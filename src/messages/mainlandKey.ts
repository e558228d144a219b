const PLUS = 43;
const ZERO = 48;
const EIGHT = 56;
const SIX = 54;
const PREFIX_LENGTHS = [0, 2, 3, 4];

/**
 * A whole number that stands for a mainland China mobile number, equal for equal numbers with or without `+86`, `86`
 * or `0086` before them; 0 for everything else, also for digits with blanks or hyphens between them. Very few different
 * numbers share one.
 *
 * It stands in for regular expressions and texts where it matters: every message passes here.
 */
export function mainlandKey(endpoint: string): number {
  const start = endpoint.length - 11;
  if (start !== 0 && !hasPrefix(endpoint, start)) return 0;
  const network = endpoint.charCodeAt(start + 1) - ZERO;
  if (endpoint.charCodeAt(start) !== ZERO + 1 || network < 3 || network > 9) return 0;
  let rest = 0;
  for (let place = start + 2; place < endpoint.length; place++) {
    const digit = endpoint.charCodeAt(place) - ZERO;
    if (digit < 0 || digit > 9) return 0;
    rest = rest * 10 + digit;
  }
  // Small whole numbers are the only ones that an engine keeps without an object: this must fit into 31 bits.
  return (rest ^ (network << 26)) + 1;
}

/** Whether the text before `end` is the country code in one of its spellings. */
function hasPrefix(endpoint: string, end: number): boolean {
  if (!PREFIX_LENGTHS.includes(end)) return false;
  if (endpoint.charCodeAt(end - 2) !== EIGHT || endpoint.charCodeAt(end - 1) !== SIX) return false;
  if (end === 3) return endpoint.charCodeAt(0) === PLUS;
  return end === 2 || (endpoint.charCodeAt(0) === ZERO && endpoint.charCodeAt(1) === ZERO);
}
