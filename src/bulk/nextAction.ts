import { SmnError } from "../base/errors.js";
import type { Journal } from "../journal/journal.js";
import { journalFailed } from "./stopErrors.js";

/**
 * What the journal wants done with an input. Anything but the three words, and a promise of them, refuses the journal:
 * to take it for "send" could send a message twice.
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
  // Its rejection would end the process, and whoever wrote it learns from the error below what is wrong.
  if (answer instanceof Promise) answer.catch(() => undefined);
  throw new SmnError(
    `The journal's decide must return "send", "skip" or "unknown", and not a promise; for input ${index} it returned ` +
      `${kindOf(answer)}. Nothing more is sent.`,
    { code: "journal", reason: "failed", sent: "no" },
  );
}

function kindOf(answer: unknown): string {
  if (answer instanceof Promise) return "a promise";
  return typeof answer === "string" ? "another text" : answer === null ? "null" : typeof answer;
}
