import { createHash } from "node:crypto";

/**
 * The `extend_code` of a message in a run with `correlate: "extend_code"`: 27 lower-case letters and digits,
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

const BASE = 36;
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
/** Digits of an index, to that base. */
const INDEX_DIGITS = 8;

/** Makes the tokens of one run. */
export function createTokens(runId: string): (index: number) => string {
  // All of one length: so no token of another run equals one of this run, and none that was cut off equals any.
  const start = tokenStart(runId);
  // Most indices follow one another, and differ from the one before only in their last digit.
  let known = -1;
  let beginning = "";
  return (index) => {
    const rest = index % BASE;
    const others = (index - rest) / BASE;
    if (others !== known) {
      beginning = start + others.toString(BASE).padStart(INDEX_DIGITS - 1, "0");
      known = others;
    }
    return beginning + DIGITS.charAt(rest);
  };
}

/** The beginning of all tokens of a run. */
export function tokenStart(runId: string): string {
  return `s${createHash("sha256").update(runId).digest("hex").slice(0, 18)}`;
}

/** The beginning of a token of any run; `undefined` for another code. */
export function startOfToken(code: string): string | undefined {
  return /^(s[0-9a-f]{18})[0-9a-z]{8}$/.exec(code)?.[1];
}

/** Whether a message has an `extend_code` of its own, as it is sent. */
export function hasOwnCode(message: { readonly extend_code?: unknown }): boolean {
  return Object.hasOwn(message, "extend_code") && message.extend_code !== undefined;
}
