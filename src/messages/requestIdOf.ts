import { isPlausibleNumber } from "./phoneNumber.js";

/** A part of a secret as long as this gives something away. */
const SHORTEST = 4;

/**
 * A request id, if the value looks like one: it is shown as it is. Not one that is a phone number, or that holds or is
 * a part of something that must not be shown.
 *
 * @param hidden keys, tokens and texts of the request
 */
export function requestIdOf(value: unknown, hidden: readonly string[] = []): string | undefined {
  if (typeof value !== "string" || !/^[\w.:-]{1,128}$/.test(value) || isPlausibleNumber(value))
    return undefined;
  const isQuoted = hidden.some(
    (one) =>
      (one.length >= SHORTEST && value.includes(one)) || (value.length >= SHORTEST && one.includes(value)),
  );
  return isQuoted ? undefined : value;
}
