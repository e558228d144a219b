import type { CallOptions } from "../client.js";
import { malformed, requestJson, type Asker } from "./requestJson.js";
import { isSign } from "./shapes.js";
import type { SmsSign } from "./types.js";

/** See `SmsDelivery`. */
export async function* listSigns(asker: Asker, call: CallOptions = {}): AsyncGenerator<SmsSign, undefined> {
  const { body, requestId } = await requestJson(asker, call, (project_id, init) =>
    asker.api.GET("/v2/{project_id}/notifications/sms_sign", { params: { path: { project_id } }, ...init }),
  );
  const signs: unknown = body?.["sms_signs"];
  if (!Array.isArray(signs)) throw malformed("it has no list of signatures", requestId);
  const strange = signs.findIndex((one) => !isSign(one));
  if (strange !== -1) throw malformed(`signature ${strange + 1} has an unknown shape`, requestId);
  yield* signs as SmsSign[];
}
