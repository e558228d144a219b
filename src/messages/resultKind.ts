import { isRecord } from "../base/errorBody.js";

/** Tells an accepted result from a rejected one; undefined for anything that is not exactly one of them. */
export function resultKind(result: unknown): "accepted" | "rejected" | undefined {
  if (!isRecord(result) || typeof result["endpoint"] !== "string") return undefined;
  const { message_id, code, message } = result;
  if (typeof message_id === "string" && message_id !== "" && code === undefined) return "accepted";
  if (typeof code === "string" && code !== "" && typeof message === "string" && message_id === undefined)
    return "rejected";
  return undefined;
}
