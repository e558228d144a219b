import type { components } from "../../../generated/schema.js";
import { splitNumber } from "../base/splitNumber.js";
import { wireTime } from "../base/wireTime.js";
import { planPush } from "../push/planPush.js";
import type { Delivery } from "./delivery.js";
import type { SandboxState } from "./sandboxState.js";

type StatusEvent = components["schemas"]["SmsStatusEvent"];

/** Plans the push of a delivery report, if there will be one. Another delivery of the message drops it. */
export function planReport(delivery: Delivery, state: SandboxState): void {
  if (delivery.reportedAt === Infinity) return;
  const event_type = delivery.fate.status === 1 ? "sms_success_event" : "sms_fail_event";
  const isCurrent = (): boolean => state.deliveries.get(delivery.message.message_id) === delivery;
  const createEvent = (): StatusEvent | undefined =>
    isCurrent() ? statusEventOf(delivery, event_type) : undefined;
  planPush(event_type, createEvent, delivery.reportedAt, state);
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
