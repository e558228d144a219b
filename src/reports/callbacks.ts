import { callbackEventTypes } from "../../generated/reportRules.js";
import { invalidOption } from "../base/invalid.js";
import type { CallOptions } from "../client.js";
import { invalid, malformed, requestJson, type ReportsContext } from "./requestJson.js";
import { isCallback, isUnicode } from "./shapes.js";
import type { CallbackSetting, SmsCallback, SmsCallbackEventType } from "./types.js";

const PATH = "/v2/{project_id}/notifications/sms/callback";

/** Which events of messages are published to which topic. */
export interface SmsCallbacks {
  /**
   * The events that have a topic.
   *
   * @param event_type only this event
   * @throws SmnError `validation` for an event that does not exist, before anything is sent; others as `reports`
   */
  list(event_type?: SmsCallbackEventType, options?: CallOptions): Promise<SmsCallback[]>;
  /**
   * Publishes events to topics from now on. The vendor does not document the effect on events that are left out: name
   * all that you want. The topics must exist in the same project.
   *
   * The request is retried automatically only after failures that prove that it was not taken. After any other
   * (`sent: "maybe"`) call it again, which has the same effect, or check with `list`.
   *
   * @throws SmnError `validation` for no events, an event that does not exist or is named twice, or an invalid
   * topic, before anything is sent; others as `reports`
   */
  update(callbacks: readonly SmsCallback[], options?: CallOptions): Promise<void>;
}

export function createCallbacks(context: ReportsContext): SmsCallbacks {
  return {
    async list(event_type, call = {}) {
      if (event_type !== undefined) checkEvent(event_type);
      const query = event_type === undefined ? {} : { event_type };
      const { body, requestId } = await requestJson(context, call, "get", PATH, (project_id) => ({
        params: { path: { project_id }, query },
      }));
      const callbacks = body?.["callback"];
      if (!Array.isArray(callbacks) || !callbacks.every(isCallback))
        throw malformed("it has no list of callbacks", requestId);
      return callbacks;
    },
    async update(callbacks, call = {}) {
      // Only documented properties are sent.
      const callback = [...checkCallbacks(callbacks)];
      await requestJson(context, call, "put", PATH, (project_id) => ({
        params: { path: { project_id } },
        body: { callback },
      }));
    },
  };
}

function checkCallbacks(callbacks: readonly SmsCallback[]): readonly CallbackSetting[] {
  if (!Array.isArray(callbacks) || callbacks.length === 0 || !callbacks.every(isCallback))
    throw invalid("update takes a list of at least one { event_type, topic_urn }.");
  const settings = callbacks.map(({ event_type, topic_urn }) => ({
    event_type: checkEvent(event_type),
    topic_urn,
  }));
  const events = settings.map(({ event_type }) => event_type);
  if (new Set(events).size < events.length) throw invalid("Each event may have one topic only.");
  if (callbacks.some(({ topic_urn }) => topic_urn === "" || !isUnicode(topic_urn)))
    throw invalid("topic_urn must be the name of a topic.");
  return settings;
}

function checkEvent(event: string): SmsCallbackEventType {
  const known = callbackEventTypes.find((type) => type === event);
  if (known === undefined)
    throw invalidOption("event_type", `one of ${callbackEventTypes.join(", ")}`, event);
  return known;
}
