import { decodeText } from "../base/decodeText.js";
import { isRecord } from "../base/errorBody.js";

/** The message texts in a request's body, so that an answer that quotes one is not shown with it. */
export function textsOf(body: Uint8Array | undefined): string[] {
  if (body === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(decodeText(body));
    const messages = isRecord(parsed) && Array.isArray(parsed["sms_message"]) ? parsed["sms_message"] : [];
    return messages.flatMap((one: unknown) =>
      isRecord(one) && typeof one["message"] === "string" ? [one["message"]] : [],
    );
  } catch {
    return []; // not a body of ours
  }
}
