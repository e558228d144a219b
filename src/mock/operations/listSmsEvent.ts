import type { components } from "../../../generated/schema.js";
import type { OperationHandler } from "./operation.js";

/** Which events go to which topic: one event, or all that have a topic. */
export const listSmsEvent: OperationHandler = (
  { request_id, query },
  { topics },
): components["schemas"]["SmsCallbackList"] => {
  const wanted = query.get("event_type");
  const callback = [...topics]
    .filter(([event_type]) => wanted === null || event_type === wanted)
    .map(([event_type, topic_urn]) => ({ event_type, topic_urn }));
  return { request_id, callback };
};
