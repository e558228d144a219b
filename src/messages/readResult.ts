import { SmnError } from "../base/errors.js";
import { scrub } from "../base/scrub.js";
import type { Disposition } from "./outcome.js";
import { isDoubtfulCode } from "./findErrorCode.js";
import type { Quotations } from "./quotations.js";
import { resultKind } from "./resultKind.js";
import { shownCode } from "./shownCode.js";
import type { AcceptedResult, RejectedResult } from "./types.js";

/**
 * Reads the result of a message.
 *
 * @param quotations of its whole request, any message of which the service may quote anywhere
 */
export function readResult(result: unknown, request_id: string, quotations: Quotations): Disposition {
  const shape = resultKind(result);
  if (shape === "accepted") {
    const { endpoint, message_id } = result as AcceptedResult;
    return { status: "accepted", endpoint, message_id: shownId(message_id, quotations), request_id };
  }
  if (shape === undefined) return unclear("the result of this message has an unknown shape", request_id);
  const { code, message } = result as RejectedResult;
  const { secrets } = quotations;
  if (isDoubtfulCode(code))
    return unclear(
      `the code ${shownCode(code, secrets)} does not say whether this message was taken`,
      request_id,
    );
  return { status: "rejected", code: shownCode(code, secrets), reason: scrub(message, secrets), request_id };
}

/** The message was taken, whatever its id is: one that must not be shown as it is, is shown without what it quotes. */
function shownId(id: string, quotations: Quotations): string {
  return quotations.plainId(id) ?? (scrub(id, quotations.secrets) || "***");
}

/** The disposition of a message whose result is missing or unclear: nothing is certain. */
export function unclear(what: string, request_id: string): Disposition {
  const advice = "It may have been sent: look at the delivery report before you send it again.";
  const cause = new SmnError(`In the answer to request ${request_id}, ${what}. ${advice}`, {
    code: "protocol",
    sent: "maybe",
    requestId: request_id,
  });
  return { status: "unknown", cause, request_id };
}
