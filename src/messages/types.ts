import type { components } from "../../generated/schema.js";

type Schemas = components["schemas"];

/** One message, with the names of the wire. */
export type SmsMessage = Schemas["SmsMessage"];
/** Body of a request. */
export type BatchRequest = Schemas["SmsBatch"];
/** Body of the answer to a request. */
export type BatchResponse = Schemas["SmsBatchResult"];
/** The result of one message: accepted or rejected. */
export type CommitResult = Schemas["SmsCommitResult"];
/** The service took the message. */
export type AcceptedResult = Schemas["SmsCommitAccepted"];
/** The service refused the message, with a code and a reason. */
export type RejectedResult = Schemas["SmsCommitRejected"];
/** Body of an answer that is not a success. */
export type ErrorBody = Schemas["ErrorBody"];
