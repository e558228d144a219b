import { invalidOption } from "../base/invalid.js";
import type { CallOptions } from "../client.js";
import { malformed, requestJson, type ReportsContext } from "./requestJson.js";
import { isUnicode } from "./shapes.js";

/** See `SmsDelivery`. */
export async function readMessage(
  context: ReportsContext,
  message_id: string,
  call: CallOptions = {},
): Promise<string> {
  // Dots alone would lead to another path.
  if (!isUnicode(message_id) || !/[^.]/.test(message_id))
    throw invalidOption("message_id", "the id of a message", message_id);
  const path = "/v2/{project_id}/notifications/sms/message/{message_id}";
  const { body, requestId } = await requestJson(context, call, "get", path, (project_id) => ({
    params: { path: { project_id, message_id } },
  }));
  const text = body?.["message"];
  if (typeof text !== "string") throw malformed("it has no text", requestId);
  return text;
}
