import { decodeText } from "../base/decodeText.js";
import { isRecord } from "../base/errorBody.js";

/** What an answer may quote of the messages of its request, and must not be shown. */
export interface Quotable {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

const NOTHING: Quotable = { texts: [], numbers: [] };

/** The texts and numbers of the messages in a request's body. */
export function quotable(body: Uint8Array | undefined): Quotable {
  if (body === undefined) return NOTHING;
  try {
    const parsed: unknown = JSON.parse(decodeText(body));
    const messages = isRecord(parsed) && Array.isArray(parsed["sms_message"]) ? parsed["sms_message"] : [];
    const all = (name: string): string[] =>
      messages.flatMap((one: unknown) => (isRecord(one) && typeof one[name] === "string" ? [one[name]] : []));
    return { texts: all("message"), numbers: all("endpoint") };
  } catch {
    return NOTHING; // not a body of ours
  }
}
