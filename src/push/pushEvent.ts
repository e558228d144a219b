import type { components } from "../../generated/schema.js";
import { printableOf } from "../base/printable.js";
import { readSmsEvent } from "./readSmsEvent.js";
import type { PushFields } from "./readPush.js";

/** A report of the service about one SMS that was sent. */
export type SmsStatusEvent = components["schemas"]["SmsStatusEvent"];
/** A reply of a recipient. */
export type SmsReplyEvent = components["schemas"]["SmsReplyEvent"];

/** The fields of every genuine push. */
export interface PushEventFields {
  /** Of the push, not of an SMS: the same one may come several times, with the same id. */
  message_id: string;
  /** The topic that it belongs to: one of `topicUrns`. */
  topic_urn: string;
  /** When it was first sent. */
  timestamp: string;
  /**
   * The field `message` of the push as it was signed; of an SMS event its JSON, with fields that are not documented yet.
   * Not by that name: loggers take a `message` for part of the line, and read it wherever it is.
   */
  text: string;
  /** Only where the service gives one. */
  subject?: string | undefined;
}

/** The delivery of an SMS succeeded or failed: see `event.status` and `event.message_id`. */
export interface StatusPushEvent extends PushEventFields {
  kind: "status";
  /** Which SMS it is about, and whether it was delivered. */
  event: SmsStatusEvent;
}

/** A recipient answered an SMS. */
export interface ReplyPushEvent extends PushEventFields {
  kind: "reply";
  /** Who answered, and what. */
  event: SmsReplyEvent;
}

/** The topic asks whether this endpoint wants its messages: `confirmSubscription` says yes. */
export interface SubscriptionConfirmationEvent extends PushEventFields {
  kind: "subscription_confirmation";
  /** Works for 48 hours. Holds a secret token. */
  subscribe_url: string;
}

/** The subscription was ended. */
export interface UnsubscribeConfirmationEvent extends PushEventFields {
  kind: "unsubscribe_confirmation";
  /** Subscribes again. Holds a secret token. */
  subscribe_url: string;
}

/** A genuine message that is no SMS event: of another kind, or not readable as one. */
export interface OtherPushEvent extends PushEventFields {
  kind: "other";
}

/**
 * A genuine push. Printed, copied or turned into JSON, it shows no texts, no whole numbers and no secret addresses: to
 * store it, take the fields that you need, or all of them with `toPlain(push)`.
 */
export type PushEvent =
  | StatusPushEvent
  | ReplyPushEvent
  | SubscriptionConfirmationEvent
  | UnsubscribeConfirmationEvent
  | OtherPushEvent;

type AnyPush = PushEventFields & { kind: string; event?: object; subscribe_url?: string };

const createPush = /* @__PURE__ */ printableOf<AnyPush>({
  kind: "shown",
  event: "shown",
  message_id: "shown",
  topic_urn: "shown",
  timestamp: "shown",
  text: "hidden",
  subject: "hidden",
  subscribe_url: "hidden",
});

/** @param push one that was verified */
export function createPushEvent(push: PushFields): PushEvent {
  const { type, message_id, topic_urn, timestamp, message, subject, subscribe_url = "" } = push;
  const fields = {
    message_id,
    topic_urn,
    timestamp,
    text: message,
    ...(subject === undefined ? {} : { subject }),
  };
  if (type === "SubscriptionConfirmation")
    return createPush({ kind: "subscription_confirmation", ...fields, subscribe_url });
  if (type === "UnsubscribeConfirmation")
    return createPush({ kind: "unsubscribe_confirmation", ...fields, subscribe_url });
  const sms = readSmsEvent(message);
  return sms === undefined ? createPush({ kind: "other", ...fields }) : createPush({ ...sms, ...fields });
}
