import type { components } from "../../../generated/schema.js";
import { gatewayError, serviceError, type Refused } from "../contract/refused.js";
import { topicCodes } from "../contract/topicCodes.js";
import type { OperationHandler } from "./operation.js";

const URN = /^urn:smn:[^:\s]+:([^:\s]+):[^:\s]+$/;

/**
 * Sends events to topics from now on; events that are not named stay as they are. Every topic of the project exists.
 *
 * @throws {Refused} for a topic that is malformed or of another project, with the code for its event; nothing is
 * changed then
 */
export const updateSmsEvent: OperationHandler = (
  { request_id, params, body },
  { topics },
): components["schemas"]["RequestReceipt"] => {
  const { callback } = body as components["schemas"]["CallbackSettings"]; // as its schema was checked
  for (const one of callback) checkTopic(one, params["project_id"]);
  for (const { event_type, topic_urn } of callback) topics.set(event_type, topic_urn);
  return { request_id };
};

function checkTopic(
  { event_type, topic_urn }: components["schemas"]["SmsCallback"],
  project_id: string | undefined,
): void {
  const owner = URN.exec(topic_urn)?.[1];
  const codes = topicCodes(event_type);
  if (owner === undefined) throw refusal(codes?.invalid, "topic_urn is malformed");
  if (owner !== project_id) throw refusal(codes?.unknown, "topic_urn does not exist in the project");
}

function refusal(code: string | undefined, detail: string): Refused {
  return code === undefined ? gatewayError("APIGW.0106", 400, detail) : serviceError(code);
}
