import { SmnError } from "./errors.js";
import type { MessageIssue } from "./messageIssue.js";
import { scrub } from "./scrub.js";

/** The error for input that cannot work, before anything is sent. */
export function invalid(message: string, issues?: readonly MessageIssue[]): SmnError {
  return new SmnError(message, { code: "validation", sent: "no", issues });
}

/**
 * The error for one option: ``Expected `timeoutMs` to be a positive number, got `0` (number).``
 *
 * @param expected completes "Expected … to be"
 * @param value the value received. Not for secrets, texts and numbers: see `invalidSecret`
 */
export function invalidOption(name: string, expected: string, value: unknown): SmnError {
  return invalid(`Expected \`${name}\` to be ${expected}, got ${show(value)}.`);
}

/** As `invalidOption`, for a value that must not be shown: only its type is. */
export function invalidSecret(name: string, expected: string, value: unknown): SmnError {
  return invalid(`Expected \`${name}\` to be ${expected}, got ${typeOf(value)}.`);
}

function show(value: unknown): string {
  switch (typeof value) {
    case "string":
      // A value that looks like a number or a key was probably meant for another option.
      return `\`${JSON.stringify(scrub(value.slice(0, 100)))}\` (string)`;
    case "number":
    case "boolean":
    case "bigint":
      return `\`${String(value)}\` (${typeof value})`;
    default:
      return typeOf(value);
  }
}

/** The type of a value as a phrase: `"an array"`. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (value === "") return "an empty string";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
