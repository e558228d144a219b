import type { MessageIssue } from "../base/messageIssue.js";
import { checkSnapshot, takeSnapshot, type CheckOptions } from "./checkMessage.js";
import type { CheckedMessage } from "./checkedMessage.js";
import { compactKey } from "./phoneNumber.js";
import { createQuickCheck } from "./quickCheck.js";

/**
 * The preflight of a message, and its JSON and key if it may be sent. Never throws.
 *
 * @param token the `extend_code` of a message that has none of its own
 */
export type Examine = (
  message: unknown,
  token?: string,
) => CheckedMessage | { readonly issues: readonly MessageIssue[] };

/**
 * Makes the preflight of many messages. Every property of a message is read once, so that the same values are checked,
 * sent and matched with the result, even if the caller's object changes meanwhile.
 */
export function createExaminer(options: CheckOptions): Examine {
  // The caller's own rule for numbers needs the full check.
  const quickCheck = typeof options.checkNumber === "function" ? undefined : createQuickCheck();
  return (message, token) => quickCheck?.(message, token) ?? fullCheck(message, token, options);
}

function fullCheck(message: unknown, token: string | undefined, options: CheckOptions): ReturnType<Examine> {
  const snapshot = takeSnapshot(message);
  const issues = checkSnapshot(snapshot, options);
  if (issues.length > 0) return { issues };
  // Checked a line above: an object of strings, with these two among them.
  const { value } = snapshot as { value: Record<string, string> & { endpoint: string; message: string } };
  const needsToken = token !== undefined && value["extend_code"] === undefined;
  return {
    endpoint: value.endpoint,
    message: value.message,
    key: compactKey(value.endpoint),
    json: JSON.stringify(needsToken ? { ...value, extend_code: token } : value),
  };
}
