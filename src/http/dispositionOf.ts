import type { SmnError } from "../base/errors.js";
import type { Disposition } from "../messages/outcome.js";
import { findErrorCode } from "../messages/findErrorCode.js";

/** The disposition of each message of a failed request. */
export function dispositionOf(error: SmnError): Disposition {
  if (error.sent !== "no") {
    const { requestId } = error;
    return { status: "unknown", cause: error, ...(requestId === undefined ? {} : { request_id: requestId }) };
  }
  if (error.code !== "api" || isPassing(error)) return { status: "unsent", cause: error };
  return {
    status: "rejected",
    code: error.serviceCode ?? `HTTP ${error.status ?? ""}`.trim(),
    reason: error.message,
    ...(error.requestId === undefined ? {} : { request_id: error.requestId }),
  };
}

/** Whether the refusal is temporary, so that the messages can be sent unchanged later. */
function isPassing(error: SmnError): boolean {
  return error.status === 429 || rowOf(error)?.retry === "after_wait";
}

/**
 * Whether every later request would fail in the same way: the account is refused, or its key or token does not
 * work, or the address answers with redirects.
 */
export function condemnsRun(error: SmnError): boolean {
  const { status = 0 } = error;
  if (error.code === "protocol" && status >= 300 && status < 400) return true;
  if (error.sent !== "no") return false;
  return error.code === "auth" || error.code === "protocol" || rowOf(error)?.scope === "account";
}

/** Whether the code of a rejected result says that the account itself is refused. */
export function condemnsAccount(code: string): boolean {
  return findErrorCode(code)?.scope === "account";
}

function rowOf({ serviceCode, status }: SmnError): ReturnType<typeof findErrorCode> {
  return serviceCode === undefined ? undefined : findErrorCode(serviceCode, status);
}
