/** Longer texts may be a token, a message or a number with its country code. */
const LONGEST_TEXT = 10;

/** The value of an option for an error's text, `"fast" (string)`; a value that may be a secret is only described. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  switch (typeof value) {
    case "string":
      return value.length > LONGEST_TEXT
        ? `a string of ${value.length} characters`
        : `${JSON.stringify(value)} (string)`;
    case "number":
    case "boolean":
    case "bigint":
      return `${String(value)} (${typeof value})`;
    case "object":
      return Array.isArray(value) ? "an array" : "an object";
    default:
      return `a ${typeof value}`;
  }
}
