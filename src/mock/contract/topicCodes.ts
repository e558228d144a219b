import type { components } from "../../../generated/schema.js";

interface TopicCodes {
  /** For a topic whose name is malformed. */
  readonly invalid: string;
  /** For a topic that does not exist. */
  readonly unknown: string;
}

const codes: ReadonlyMap<unknown, TopicCodes> = new Map<
  components["schemas"]["SmsCallback"]["event_type"],
  TopicCodes
>([
  ["sms_fail_event", { invalid: "SMN.0140", unknown: "SMN.0141" }],
  ["sms_success_event", { invalid: "SMN.0142", unknown: "SMN.0143" }],
  ["sms_reply_event", { invalid: "SMN.0144", unknown: "SMN.0145" }],
]);

/** The service's codes for the topic of an event; it has none for the others. */
export function topicCodes(event_type: unknown): TopicCodes | undefined {
  return codes.get(event_type);
}
