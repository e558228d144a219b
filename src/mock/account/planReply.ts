import { isRecord } from "../../base/errorBody.js";
import { invalid } from "../../base/invalid.js";
import { numberKey } from "../../messages/phoneNumber.js";
import { splitNumber } from "../base/splitNumber.js";
import { wireTime } from "../base/wireTime.js";
import { planPush } from "../push/planPush.js";
import type { SandboxState } from "./sandboxState.js";

/** Takes a reply: into the inbox, and to the subscriber at once. */
export function planReply(value: unknown, state: SandboxState): void {
  const { endpoint, reply, sign_id } = isRecord(value) ? value : {};
  if (typeof endpoint !== "string" || !/\d{5}/.test(endpoint.replace(/[- ]/g, "")) || endpoint.length > 40)
    throw invalid("endpoint of a reply must be a phone number.");
  if (typeof reply !== "string" || reply === "" || Array.from(reply).length > 256)
    throw invalid("reply must be a text of 1 to 256 characters.");
  if (sign_id !== undefined && (typeof sign_id !== "string" || !/^[\w-]{1,64}$/.test(sign_id)))
    throw invalid("sign_id of a reply must be the id of a signature.");
  const now = state.clock.now();
  const event = {
    event_type: "sms_reply_event" as const,
    sign_id: sign_id ?? lastSignOf(endpoint, state) ?? state.signs[0]?.sign_id ?? "unknown",
    ...splitNumber(endpoint),
    reply,
    deliver_time: wireTime(now),
  };
  state.inbox.add({ kind: "reply", reply: { endpoint, reply, sign_id: event.sign_id, at: now } });
  state.changes.notify();
  planPush(event.event_type, () => event, now, state);
}

function lastSignOf(endpoint: string, { deliveries }: SandboxState): string | undefined {
  const key = numberKey(endpoint);
  return [...deliveries.values()].findLast(({ message }) => numberKey(message.endpoint) === key)?.sign_id;
}
