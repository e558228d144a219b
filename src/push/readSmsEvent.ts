import type { components } from "../../generated/schema.js";
import { parseObject } from "../base/errorBody.js";
import { printableOf } from "../base/printable.js";

type SmsStatusEvent = components["schemas"]["SmsStatusEvent"];
type SmsReplyEvent = components["schemas"]["SmsReplyEvent"];

export type SmsEvent = { kind: "status"; event: SmsStatusEvent } | { kind: "reply"; event: SmsReplyEvent };

const createStatus = /* @__PURE__ */ printableOf<SmsStatusEvent>({
  event_type: "shown",
  message_id: "shown",
  status: "shown",
  status_desc: "shown",
  sign_id: "shown",
  fee_num: "shown",
  extend_code: "shown",
  nation_code: "shown",
  mobile: "hidden",
  submit_time: "shown",
  deliver_time: "shown",
});
const createReply = /* @__PURE__ */ printableOf<SmsReplyEvent>({
  event_type: "shown",
  sign_id: "shown",
  nation_code: "shown",
  mobile: "hidden",
  reply: "hidden",
  deliver_time: "shown",
});

/**
 * Reads the JSON text in the message of a push. The sender is proven, its exact spelling is not: numbers may come
 * as strings and the other way round, and fields may be missing. Undefined if it cannot be read as an event.
 */
export function readSmsEvent(text: string): SmsEvent | undefined {
  const json = parseObject(text);
  if (json === undefined) return undefined;
  const get = (name: string): unknown => (Object.hasOwn(json, name) ? json[name] : undefined);
  const event_type = get("event_type");
  if (event_type === "sms_success_event" || event_type === "sms_fail_event") {
    const event = readStatus(event_type, get);
    return event && { kind: "status", event: createStatus(event) };
  }
  if (event_type === "sms_reply_event") {
    const event = readReply(event_type, get);
    return event && { kind: "reply", event: createReply(event) };
  }
  return undefined;
}

type Get = (name: string) => unknown;

function readStatus(event_type: SmsStatusEvent["event_type"], get: Get): SmsStatusEvent | undefined {
  const message_id = textOf(get("message_id"));
  if (message_id === null || message_id === "") return undefined;
  return {
    event_type,
    message_id,
    status: statusOf(get("status"), event_type),
    status_desc: textOf(get("status_desc")),
    sign_id: textOf(get("sign_id")),
    fee_num: numberOf(get("fee_num")),
    extend_code: textOf(get("extend_code")),
    nation_code: textOf(get("nation_code")),
    mobile: textOf(get("mobile")),
    submit_time: textOf(get("submit_time")),
    deliver_time: textOf(get("deliver_time")),
  };
}

function readReply(event_type: SmsReplyEvent["event_type"], get: Get): SmsReplyEvent | undefined {
  const [mobile, reply] = [textOf(get("mobile")), textOf(get("reply"))];
  if (mobile === null || mobile === "" || reply === null) return undefined;
  return {
    event_type,
    sign_id: textOf(get("sign_id")),
    nation_code: textOf(get("nation_code")),
    mobile,
    reply,
    deliver_time: textOf(get("deliver_time")),
  };
}

/** If the number is neither 1 nor 2, the event's name decides: one of the vendor's samples has 0 for a failure. */
function statusOf(value: unknown, event_type: SmsStatusEvent["event_type"]): 1 | 2 {
  const status = numberOf(value);
  if (status === 1 || status === 2) return status;
  return event_type === "sms_success_event" ? 1 : 2;
}

/** A larger number has lost its last digits when it was parsed: better no id than that of another message. */
function textOf(value: unknown): string | null {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" ? value : null;
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number < 2 ** 31
    ? number
    : null;
}
