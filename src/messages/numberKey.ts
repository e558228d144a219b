const MAINLAND = /^1[3-9]\d{9}$/;

/**
 * One key for every spelling of a phone number: `+8613800000001`, `86 138-0000-0001`, `008613800000001` and
 * `13800000001` are equal. A foreign number keeps its country code, with or without `+` or `00`.
 *
 * The service may hand a number back without its `+`. So two numbers that differ only in that (`+1 310…` and the
 * mainland number `1310…`) share a key as well: they are never put into one request, and no result can be
 * taken for the wrong one's.
 */
export function numberKey(endpoint: string): string {
  // The usual spellings first: this runs once for every message and result.
  if (MAINLAND.test(endpoint)) return endpoint;
  if (endpoint.length === 14 && endpoint.startsWith("+86") && MAINLAND.test(endpoint.slice(3)))
    return endpoint.slice(3);
  let digits = endpoint.replace(/\D/g, "");
  if (!endpoint.startsWith("+") && digits.startsWith("00")) digits = digits.slice(2);
  if (digits.startsWith("86") && MAINLAND.test(digits.slice(2))) return digits.slice(2);
  return digits;
}
