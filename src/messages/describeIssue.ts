import type { MessageIssue } from "../base/messageIssue.js";

/** An issue in one line. */
export function describeIssue({ property, rule, expected, received }: MessageIssue): string {
  return `${property === "" ? "message" : property} (${rule}): expected ${expected}, got ${received}`;
}
