import type { components } from "../../../generated/schema.js";
import type { ChangeFeed } from "../base/changeFeed.js";
import type { SandboxClock } from "../base/sandboxClock.js";
import type { PushSigner } from "./createPushSigner.js";
import type { PushQueue } from "./pushQueue.js";
import type { PushRecord } from "./pushRecord.js";

type StatusEvent = components["schemas"]["SmsStatusEvent"];
type ReplyEvent = components["schemas"]["SmsReplyEvent"];
type EventType = components["schemas"]["SmsCallback"]["event_type"];

/** The parts of a sandbox that pushing needs. */
export interface PushState {
  readonly changes: ChangeFeed;
  readonly clock: SandboxClock;
  readonly queue: PushQueue;
  readonly signer: PushSigner;
  /** The topic of each event that has one. */
  readonly topics: Map<EventType, string>;
  /** Every attempt, oldest first. */
  readonly pushes: PushRecord[];
  readonly settings: {
    /** The one subscriber of every topic. */
    readonly callbackUrl: string | undefined;
    readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  };
}

/** How long the service waits for the answer of a receiver, in milliseconds. */
const TIMEOUT_MS = 5000;

/**
 * Plans the push of an event. Whether there is a topic for it is asked when it is due.
 *
 * @param createEvent called when the push is due; undefined drops the push
 */
export function planPush(
  event_type: EventType,
  createEvent: () => StatusEvent | ReplyEvent | undefined,
  due: number,
  state: PushState,
): void {
  const { callbackUrl, fetch } = state.settings;
  if (callbackUrl === undefined) return;
  let push: components["schemas"]["PushMessage"] | undefined;
  state.queue.add({
    due,
    async attempt(count, dropped) {
      const topic_urn = state.topics.get(event_type);
      if (push === undefined && topic_urn === undefined) return true;
      if (push === undefined) {
        const event = createEvent();
        if (event === undefined) return true;
        push = state.signer.push({ topic_urn: topic_urn ?? "", message: event });
      }
      const record = {
        push_id: push.message_id,
        event_type,
        topic_urn: push.topic_urn,
        attempt: count,
        status: 0,
        at: state.clock.now(),
      };
      state.pushes.push(record);
      const signal = AbortSignal.any([dropped, AbortSignal.timeout(TIMEOUT_MS)]);
      record.status = await post(callbackUrl, push, fetch, signal);
      state.changes.notify();
      // The service tries again only when the receiver fails or cannot be reached; a refusal is final.
      return record.status !== 0 && record.status < 500;
    },
  });
}

/** @returns the status of the answer; 0 when the receiver could not be reached, or took too long */
async function post(
  url: string,
  push: components["schemas"]["PushMessage"],
  fetch: PushState["settings"]["fetch"],
  signal: AbortSignal,
): Promise<number> {
  try {
    const response = await fetch(url, {
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
    return 0;
  }
}
