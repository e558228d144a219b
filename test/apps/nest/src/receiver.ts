import { createPushReceiver, type PushEvent } from "smn-sms";
import { createPushSigner, sandboxTopicUrn } from "smn-sms/mock";

const signer = createPushSigner();

/** What the receiver was given, and what it refused. */
export const events: PushEvent[] = [];
export const errors: [status: number, message: string][] = [];

export const receiver = createPushReceiver({
  topicUrns: [sandboxTopicUrn],
  fetchCertificate: signer.fetchCertificate,
  onEvent: (event) => void events.push(event),
  onError: (error, status) => void errors.push([status, String(error)]),
});

/** The body of a push that it takes. */
export const push = (): string =>
  JSON.stringify(signer.push({ topic_urn: sandboxTopicUrn, message: "hello" }));
