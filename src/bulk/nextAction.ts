import { SmnError } from "../base/errors.js";
import type { Journal } from "../journal/journal.js";
import { ignoreFailure } from "./ignoreFailure.js";
import { journalFailed } from "./stopErrors.js";

/**
 * What to do with an input, as the journal says. Any other value, or a promise, is refused as a fault of the journal:
 * treating it as "send" could send a message twice.
 *
 * @throws SmnError (`journal`)
 */
export function nextAction(journal: Journal | undefined, index: number): ReturnType<Journal["decide"]> {
  if (journal === undefined) return "send";
  let answer: unknown;
  try {
    answer = journal.decide(index);
  } catch (error) {
    throw journalFailed(error);
  }
  if (answer === "send" || answer === "skip" || answer === "unknown") return answer;
  // An unhandled rejection would end the process; the error below already says what is wrong.
  ignoreFailure(answer);
  throw new SmnError(
    `The journal's decide must return "send", "skip" or "unknown", and not a promise; for input ${index} it returned ` +
      `${kindOf(answer)}. Nothing more is sent.`,
    { code: "journal", reason: "failed", sent: "no" },
  );
}

function kindOf(answer: unknown): string {
  if (isThenable(answer)) return "a promise";
  return typeof answer === "string" ? "another text" : answer === null ? "null" : typeof answer;
}

/** Anything may be an object that throws as soon as it is looked at. */
function isThenable(value: unknown): boolean {
  try {
    return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
  } catch {
    return false;
  }
}
