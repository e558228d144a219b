import type { components } from "../../generated/schema.js";
import { wireTime, type Delivery } from "./delivery.js";
import type { SmsCallback } from "./mockOptions.js";
import type { SandboxState } from "./sandboxState.js";
import { splitNumber } from "./splitNumber.js";

type StatusEvent = components["schemas"]["SmsStatusEvent"];
type ReplyEvent = components["schemas"]["SmsReplyEvent"];

/** How long the service waits for the answer of a receiver, in milliseconds. */
const PATIENCE_MS = 5000;

/** Plans the push of a delivery report, if anybody is to get it. */
export function planReport(delivery: Delivery, state: SandboxState): void {
  if (delivery.reportedAt === Infinity) return;
  const event_type = delivery.fate.status === 1 ? "sms_success_event" : "sms_fail_event";
  planEvent(event_type, () => statusEventOf(delivery, event_type), delivery.reportedAt, state);
}

/** Plans the push of an event. Whether there is a topic for it is asked when it is due. */
export function planEvent(
  event_type: SmsCallback["event_type"],
  createEvent: () => StatusEvent | ReplyEvent,
  due: number,
  state: SandboxState,
): void {
  const { callbackUrl } = state.settings;
  if (callbackUrl === undefined) return;
  let push: ReturnType<typeof state.signer.push> | undefined;
  state.queue.add({
    due,
    async attempt(count, dropped) {
      const topic_urn = state.topics.get(event_type);
      if (push === undefined && topic_urn === undefined) return true;
      push ??= state.signer.push({ topic_urn: topic_urn ?? "", message: createEvent() });
      const record = {
        push_id: push.message_id,
        event_type,
        topic_urn: push.topic_urn,
        attempt: count,
        status: 0,
        at: state.clock.now(),
      };
      state.pushes.push(record);
      record.status = await post(
        callbackUrl,
        push,
        AbortSignal.any([dropped, AbortSignal.timeout(PATIENCE_MS)]),
        state,
      );
      // Whoever refuses a push gets it once; only failures are worth another attempt.
      return record.status !== 0 && record.status < 500;
    },
  });
}

async function post(
  url: string,
  push: components["schemas"]["PushMessage"],
  signal: AbortSignal,
  { settings }: SandboxState,
): Promise<number> {
  try {
    const response = await settings.fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "x-smn-message-type": push.type,
        "x-smn-message-id": push.message_id,
        "x-smn-topic-urn": push.topic_urn,
        "x-smn-subscription-urn": `${push.topic_urn}:sandbox`,
      },
      body: JSON.stringify(push),
      redirect: "manual",
      signal,
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0; // not to be reached, or too late: both are tried again
  }
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
