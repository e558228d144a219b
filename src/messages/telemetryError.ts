import { SmnError } from "../base/errors.js";
import { plainId } from "./plainId.js";
import type { TelemetryError } from "./telemetryMessages.js";
import { isUsualId } from "./usualId.js";

/**
 * A request id for telemetry. An unusual one is left out: it may hold a number or a text.
 *
 * @param hidden keys, tokens and texts of the request
 */
export function telemetryId(value: unknown, hidden?: readonly string[]): string | undefined {
  return typeof value === "string" && isUsualId(value) ? plainId(value, hidden) : undefined;
}

/** A code for telemetry: anything else that an answer has in its place may hold a number or a text. */
export function telemetryCode(code: string): string {
  return /^(?:[A-Za-z]{2,10}\.\d{3,5}|HTTP \d{3})$/.test(code) ? code : "other";
}

/** A failure for telemetry. */
export function telemetryError(error: unknown): TelemetryError {
  if (!(error instanceof SmnError)) return { code: "other", sent: "maybe" };
  const { code, sent, status, serviceCode } = error;
  const requestId = telemetryId(error.requestId);
  return {
    code,
    sent,
    ...(status === undefined ? {} : { status }),
    ...(serviceCode === undefined ? {} : { serviceCode: telemetryCode(serviceCode) }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
