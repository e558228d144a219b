import type { components } from "../../../generated/schema.js";
import { serviceError } from "../contract/refused.js";
import type { OperationHandler } from "./operation.js";

/**
 * Deletes a signature: messages with it are rejected from now on.
 *
 * @throws {Refused} `SMN.0084` for one that the account does not have, `SMN.0194` for one that is deleted
 */
export const deleteSmsSign: OperationHandler = (
  { request_id, params },
  { signs },
): components["schemas"]["RequestReceipt"] => {
  const sign = signs.find(({ sign_id }) => sign_id === params["sign_id"]);
  if (sign === undefined) throw serviceError("SMN.0084");
  if (sign.status === "deleted") throw serviceError("SMN.0194");
  sign.status = "deleted";
  return { request_id };
};
