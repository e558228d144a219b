import { SmnError } from "../base/errors.js";
import { scrub } from "../base/scrub.js";
import type { Disposition } from "./outcome.js";
import { mayBeSent } from "./findErrorCode.js";
import { shapeOf } from "./shapeOf.js";
import { shownCode } from "./shownCode.js";
import type { AcceptedResult, RejectedResult } from "./types.js";

/** Reads the result of a message. @param text the message's text, which the service's explanation may quote */
export function readResult(result: unknown, request_id: string, text: string): Disposition {
  const shape = shapeOf(result);
  if (shape === "accepted") {
    const { endpoint, message_id } = result as AcceptedResult;
    return { status: "accepted", endpoint, message_id, request_id };
  }
  if (shape === undefined) return unclear("the result of this message has an unknown shape", request_id);
  const { code, message } = result as RejectedResult;
  if (mayBeSent(code))
    return unclear(
      `the code ${shownCode(code, [text])} does not say whether this message was taken`,
      request_id,
    );
  return { status: "rejected", code: shownCode(code, [text]), reason: scrub(message, [text]), request_id };
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
