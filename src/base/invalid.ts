import { SmnError } from "./errors.js";
import type { MessageIssue } from "./messageIssue.js";
import { shownValue } from "./shownValue.js";

/** The error for input that cannot work, before anything is sent. */
export function invalid(message: string, issues?: readonly MessageIssue[]): SmnError {
  return new SmnError(message, { code: "validation", sent: "no", issues });
}

/**
 * The error for one option: ``Expected `timeoutMs` to be a positive number, got 0 (number).``
 *
 * @param expected completes "Expected … to be"
 * @param value the value received. Not for secrets, texts and numbers
 */
export function invalidOption(name: string, expected: string, value: unknown): SmnError {
  return invalid(`Expected \`${name}\` to be ${expected}, got ${shownValue(value)}.`);
}

/** The type of a value as a phrase: `"an array"`. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (value === "") return "an empty string";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
