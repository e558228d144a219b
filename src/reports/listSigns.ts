import type { CallOptions } from "../client.js";
import { malformed, requestJson, type ReportsContext } from "./requestJson.js";
import { isSign } from "./shapes.js";
import type { SmsSign } from "./types.js";

/** See `SmsDelivery`. */
export async function* listSigns(
  context: ReportsContext,
  call: CallOptions = {},
): AsyncGenerator<SmsSign, undefined> {
  const path = "/v2/{project_id}/notifications/sms_sign";
  const { body, requestId } = await requestJson(context, call, "get", path, (project_id) => ({
    params: { path: { project_id } },
  }));
  const signs: unknown = body?.["sms_signs"];
  if (!Array.isArray(signs)) throw malformed("it has no list of signatures", requestId);
  const strange = signs.findIndex((one) => !isSign(one));
  if (strange !== -1) throw malformed(`signature ${strange + 1} has an unknown shape`, requestId);
  yield* signs as SmsSign[];
}
