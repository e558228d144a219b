import { isRecord } from "../base/errorBody.js";
import { jsonOfMessage } from "../messages/bodyWriter.js";
import type { Examine } from "../messages/createExaminer.js";
import { compactKey } from "../messages/phoneNumber.js";
import type { SmsMessage } from "../messages/types.js";

/** A message as an engine can carry it. */
export interface PlainMessage {
  /** Plain data: what is read from it after an engine has written it as JSON is the same. */
  readonly message: SmsMessage;
  /** Its number, one for every spelling; undefined where it has none. */
  readonly key: number | string | undefined;
}

/** For an input that made no message: a worker records it as `invalid`. */
const NO_MESSAGE = {} as SmsMessage; // on purpose not a message

/**
 * Reads a message once. One that fails the preflight stays in its job as far as it is data, so that a worker records it
 * as `invalid`; where writing it as JSON would make a valid message of it (a `String` object would), it is left empty.
 */
export function plainMessage(examine: Examine, given: unknown): PlainMessage {
  const checked = examine(given);
  if (!("issues" in checked)) {
    return { message: JSON.parse(jsonOfMessage(checked)) as SmsMessage, key: checked.key }; // written from a checked message
  }
  const copy = jsonCopy(given);
  if (copy === undefined || !("issues" in examine(copy))) return { message: NO_MESSAGE, key: undefined };
  const { endpoint } = copy;
  return {
    message: copy as unknown as SmsMessage, // whether it is one, the worker judges
    key: typeof endpoint === "string" ? compactKey(endpoint) : undefined,
  };
}

function jsonCopy(given: unknown): Record<string, unknown> | undefined {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(given));
    return isRecord(copy) && !Array.isArray(copy) ? copy : undefined;
  } catch {
    return undefined; // a circle, a getter that throws, or nothing that JSON can hold
  }
}
