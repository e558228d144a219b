import type { components } from "../../generated/schema.js";

type Schemas = components["schemas"];

/** What became of one message, with the names of the wire. */
export type SmsReport = Schemas["SmsMsgReport"];
/** A signature of the account. */
export type SmsSign = Schemas["SmsSign"];
/** An event and the topic that it is published to. */
export type SmsCallback = Schemas["SmsCallback"];
/** The events that can be published to a topic. */
export type SmsCallbackEventType = Schemas["SmsCallbackEventType"];
