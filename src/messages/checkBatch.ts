import { requestLimits } from "../../generated/messageRules.js";
import { invalid, typeOf } from "../base/invalid.js";
import type { MessageIssue } from "../base/messageIssue.js";
import type { CheckedMessage } from "./checkedMessage.js";
import type { Examine } from "./createExaminer.js";

/** Issues that are written out in the error; all of them are in its `issues`. */
const MOST_SHOWN = 5;

/** Checks the messages of one request. Throws `SmnError` (`validation`) with everything that is wrong with any of them. */
export function checkBatch(messages: unknown, examine: Examine): CheckedMessage[] {
  const { minItems, maxItems } = requestLimits;
  const expected = `an array of ${minItems} to ${maxItems} messages`;
  if (!Array.isArray(messages))
    throw invalid(`Expected ${expected}, got ${typeOf(messages)}. Nothing was sent.`);
  if (messages.length < minItems || messages.length > maxItems)
    throw invalid(`Expected ${expected}, got ${messages.length}. Nothing was sent.`);
  const checked: CheckedMessage[] = [];
  const issues: MessageIssue[] = [];
  // By index, because a hole in the array would be left out otherwise.
  for (let index = 0; index < messages.length; index++) {
    const one = examine(messages[index]);
    if ("issues" in one) issues.push(...one.issues.map((issue) => ({ index, ...issue })));
    else checked.push(one);
  }
  if (issues.length === 0) return checked;
  const shown = issues.slice(0, MOST_SHOWN).map(describe).join("; ");
  const more = issues.length > MOST_SHOWN ? `, and ${issues.length - MOST_SHOWN} more (see issues)` : "";
  throw invalid(`Messages are invalid: ${shown}${more}. Nothing was sent.`, issues);
}

function describe({ index, property, expected, received }: MessageIssue): string {
  return `[${index ?? ""}] ${property === "" ? "message" : property}: expected ${expected}, got ${received}`;
}
