import type { components } from "../../../generated/schema.js";
import { splitNumber } from "../base/splitNumber.js";
import { wireTime } from "../base/wireTime.js";
import { planPush, type PushState } from "../push/planPush.js";
import type { Delivery } from "./delivery.js";

type StatusEvent = components["schemas"]["SmsStatusEvent"];

/** Plans the push of a delivery report, if there will be one. */
export function planReport(delivery: Delivery, state: PushState): void {
  if (delivery.reportedAt === Infinity) return;
  const event_type = delivery.fate.status === 1 ? "sms_success_event" : "sms_fail_event";
  planPush(event_type, () => statusEventOf(delivery, event_type), delivery.reportedAt, state);
}

function statusEventOf(
  { message, sign_id, fee_num, fate, reportedAt }: Delivery,
  event_type: StatusEvent["event_type"],
): StatusEvent {
  return {
    event_type,
    sign_id,
    message_id: message.message_id,
    status: fate.status,
    status_desc: fate.status_desc,
    fee_num,
    extend_code: message.extend_code ?? null,
    ...splitNumber(message.endpoint),
    submit_time: wireTime(message.at),
    deliver_time: wireTime(reportedAt),
  };
}
