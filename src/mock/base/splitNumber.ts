import { numberKey } from "../../messages/phoneNumber.js";

/** A phone number as reports show it. */
export interface SplitNumber {
  /** Country code, digits only. */
  nation_code: string;
  /** The number without it. */
  mobile: string;
}

/** Country codes of one and two digits; all others have three. */
const SHORT_CODES = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Splits a number into country code and the rest, as reports show it: `+86 138…` is `86` and `138…`. */
export function splitNumber(endpoint: string): SplitNumber {
  const digits = numberKey(endpoint);
  if (!/^\s*(?:\+|00)/.test(endpoint) || isMainland(endpoint, digits))
    return { nation_code: "86", mobile: digits };
  const nation_code = SHORT_CODES.exec(digits)?.[0] ?? digits.slice(0, 3);
  return { nation_code, mobile: digits.slice(nation_code.length) };
}

/** A mainland number loses its country code in the key; others keep theirs. */
function isMainland(endpoint: string, digits: string): boolean {
  const all = endpoint.replace(/\D/g, "").replace(/^00/, "");
  return all !== digits && all === `86${digits}`;
}
