import type { components } from "../../../generated/schema.js";
import { serviceError } from "../contract/refused.js";
import type { OperationHandler } from "./operation.js";

/** How long the service keeps the text of a message, in milliseconds. */
const KEPT_MS = 86_400_000;

/**
 * The text of a message of the last 24 hours.
 *
 * @throws {Refused} `SMN.0102` for a message that is older, or that never was
 */
export const getSmsMessage: OperationHandler = (
  { request_id, params },
  { deliveries, clock },
): components["schemas"]["SmsMessageText"] => {
  const message = deliveries.get(params["message_id"] ?? "")?.message;
  if (message === undefined || message.project_id !== params["project_id"]) throw serviceError("SMN.0102");
  if (clock.now() - message.at > KEPT_MS) throw serviceError("SMN.0102");
  return { request_id, message: message.message };
};
