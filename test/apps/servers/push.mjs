import { createPushReceiver } from "smn-sms";
import { createPushSigner, sandboxTopicUrn } from "smn-sms/mock";

/** A receiver, and a push that it takes. */
export function scene() {
  const signer = createPushSigner();
  const events = [];
  const errors = [];
  const receiver = createPushReceiver({
    topicUrns: [sandboxTopicUrn],
    fetchCertificate: signer.fetchCertificate,
    onEvent: (event) => events.push(event),
    onError: (error, status) => errors.push([status, error.message]),
  });
  const body = JSON.stringify(signer.push({ topic_urn: sandboxTopicUrn, message: "hello" }));
  return { receiver, body, events, errors };
}

/** The service says that its JSON is plain text. */
export async function post(url, body, type = "text/plain; charset=UTF-8") {
  const response = await fetch(url, { method: "POST", body, headers: { "content-type": type } });
  await response.text();
  return response.status;
}

export const TYPES = ["text/plain; charset=UTF-8", "application/json"];
