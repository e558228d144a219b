import { isRecord } from "../errorBody.js";
import type { AcceptedResult, RejectedResult } from "./types.js";

/** Tells an accepted result from a rejected one; undefined for anything that is not exactly one of them. */
export function readResult(
  result: unknown,
): { accepted: AcceptedResult } | { rejected: RejectedResult } | undefined {
  if (!isRecord(result) || typeof result["endpoint"] !== "string") return undefined;
  const { message_id, code, message } = result;
  if (typeof message_id === "string" && message_id !== "" && code === undefined)
    return { accepted: result as AcceptedResult };
  if (typeof code === "string" && code !== "" && typeof message === "string" && message_id === undefined)
    return { rejected: result as RejectedResult };
  return undefined;
}
