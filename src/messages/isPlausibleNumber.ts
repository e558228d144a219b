/** A mainland mobile number, with any of its prefixes. */
const MAINLAND = /^(?:\+?86|0086)?1[3-9]\d{9}$/;
/** `+`, a country code other than mainland China's, and up to 15 digits in all (ITU-T E.164). */
const FOREIGN = /^\+(?!86)[1-9]\d{6,14}$/;

/**
 * Whether a number can be a phone that takes messages: a mainland China mobile number, or `+` and the country
 * code. The service demands the `+` of numbers outside the mainland. Blanks and hyphens do not count. It knows no
 * numbering plan but the mainland's, so it lets through some numbers that do not exist.
 */
export function isPlausibleNumber(endpoint: string): boolean {
  if (MAINLAND.test(endpoint)) return true;
  const plain = endpoint.replace(/[ -]/g, "");
  return MAINLAND.test(plain) || FOREIGN.test(plain);
}
