import type { components } from "../../generated/schema.js";

type Schemas = components["schemas"];

/** The report on one message, with the names of the wire. */
export type SmsReport = Schemas["SmsMsgReport"];
/** A signature of the account. */
export type SmsSign = Schemas["SmsSign"];
/** An event and the topic that it is published to. The event may be one that the document does not know yet. */
export type SmsCallback = Schemas["SmsCallback"];
/** The events that can be published to a topic. */
export type SmsCallbackEventType = Schemas["CallbackEvent"];
/** An event and the topic that it is to be published to. */
export type CallbackSetting = Schemas["CallbackSetting"];
/** A status to filter reports by: 0 no report yet, 1 delivered, 2 failed. */
export type ReportStatusFilter = Schemas["ReportStatusFilter"];
