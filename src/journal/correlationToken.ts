import { createHash } from "node:crypto";

/**
 * The `extend_code` of a message in a run with `correlate: "extend_code"`: lower-case letters and digits, 30 at most,
 * the same for the same run and index, and different for all others. The service returns it in the message's report
 * and callbacks, so that they can be matched to the input.
 *
 * Every attempt to send an input has the same token, including one after `unsent`: if any of them shows up in the
 * reports, the text was sent.
 *
 * @param runId `journal.runId`
 * @param index of the input, counted from 0
 *
 * @example
 * ```ts
 * const tokens = new Map(messages.map((_, index) => [correlationToken(journal.runId, index), index]));
 * if (push.kind === "status") console.log(tokens.get(push.event.extend_code ?? ""), push.event.status);
 * ```
 */
export function correlationToken(runId: string, index: number): string {
  return createTokens(runId)(index);
}

/** Makes the tokens of one run. */
export function createTokens(runId: string): (index: number) => string {
  // Of fixed length, so that no token of another run equals one of this run.
  const run = `s${createHash("sha256").update(runId).digest("hex").slice(0, 18)}`;
  return (index) => run + index.toString(36);
}

/** Whether a message has an `extend_code` of its own, as it is sent. */
export function hasOwnCode(message: { readonly extend_code?: unknown }): boolean {
  return Object.hasOwn(message, "extend_code") && message.extend_code !== undefined;
}
