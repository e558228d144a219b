import { Quotations } from "./quotations.js";
import { SentMessages } from "./sentMessages.js";

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
  return new Quotations(
    hidden,
    SentMessages.of(numbers.map((endpoint) => ({ endpoint, message: "" }))),
  ).plainId(value);
}
