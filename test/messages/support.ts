import { createHash } from "node:crypto";
import fc from "fast-check";
import type { CheckedMessage } from "../../src/messages/checkedMessage.js";
import {
  correlate as correlateSent,
  type Correlated,
  type CorrelateOptions,
} from "../../src/messages/correlate.js";
import { SentMessages } from "../../src/messages/sentMessages.js";

/** A bare mainland mobile number. */
export const mainland: fc.Arbitrary<string> = fc.stringMatching(/^1[3-9][0-9]{9}$/);

/** One of the ways in which a mainland number is written. */
export const respell: fc.Arbitrary<(number: string) => string> = fc
  .tuple(
    fc.constantFrom("", "+86", "86", "0086", "+86 ", "+86-"),
    fc.constantFrom("", "-", " "),
    fc.integer({ min: 1, max: 10 }),
  )
  .map(
    ([prefix, separator, place]) =>
      (number) =>
        prefix + number.slice(0, place) + separator + number.slice(place),
  );

/** An id as the service makes them, one for each text: nothing in it is a part of the text. */
export function usualId(of: string): string {
  return createHash("md5").update(of).digest("hex");
}

/** `correlate` for messages that are at hand. */
export function correlate(
  messages: readonly Pick<CheckedMessage, "endpoint" | "message">[],
  results: readonly unknown[],
  request_id: string,
  options?: CorrelateOptions,
): Correlated {
  return correlateSent(SentMessages.of(messages), results, request_id, options);
}
