import { createHash } from "node:crypto";

/**
 * The `extend_code` of a message in a run with `correlate: "extend_code"`: lower-case letters and digits, 30 at most,
 * the same for the same run and index, and different for all others. The service hands it back in the message's report
 * and callbacks, which so lead to the input that they are about.
 *
 * Every sending of an input has the same token, also one that follows an outcome `unsent`: whichever of them shows up
 * in the reports, the text was sent.
 *
 * @param runId `journal.runId`
 * @param index of the input, counted from 0
 */
export function correlationToken(runId: string, index: number): string {
  return createTokens(runId)(index);
}

/** Makes the tokens of one run. */
export function createTokens(runId: string): (index: number) => string {
  // Of fixed length, so that no other run's token reads like one of this.
  const run = `s${createHash("sha256").update(runId).digest("hex").slice(0, 18)}`;
  return (index) => run + index.toString(36);
}

/** Whether a message has an `extend_code` of its own, as it is sent. */
export function hasOwnCode(message: { readonly extend_code?: unknown }): boolean {
  return Object.hasOwn(message, "extend_code") && message.extend_code !== undefined;
}
