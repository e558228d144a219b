import { isRecord } from "../base/errorBody.js";
import type { SmsCallback, SmsReport, SmsSign } from "./types.js";

/** The type of every property; one with `?` may be absent or null. The compiler checks it against the document. */
type Shape<T> = {
  [K in keyof T]-?: `${T[K] extends number ? "number" : "string"}${object extends Pick<T, K> ? "?" : ""}`;
};

type Kind = "string" | "number" | "string?" | "number?";

const REPORT: Shape<Nullless<SmsReport>> = {
  message_id: "string",
  status: "number",
  sign_id: "string",
  status_desc: "string?",
  fee_num: "number",
  extend_code: "string?",
  nation_code: "string",
  mobile: "string",
  submit_time: "string",
  deliver_time: "string?",
};

const SIGN: Shape<Nullless<SmsSign>> = {
  sign_id: "string",
  sign_name: "string",
  sign_type: "number",
  status: "number",
  reply: "string?",
  create_time: "string?",
};

const CALLBACK: Shape<SmsCallback> = { event_type: "string", topic_urn: "string" };

/** The type without null in its properties. */
type Nullless<T> = { [K in keyof T]: NonNullable<T[K]> };

/**
 * Whether a value has the shape of a report. A status or property that the vendor adds later is accepted: refusing it
 * would lose a page of reports. The validators of the document would make the package much larger.
 */
export function isReport(value: unknown): value is SmsReport {
  return (
    hasShape(value, REPORT) &&
    value["message_id"] !== "" &&
    Number.isInteger(value["status"]) &&
    Number.isInteger(value["fee_num"])
  );
}

export function isSign(value: unknown): value is SmsSign {
  return hasShape(value, SIGN) && value["sign_id"] !== "";
}

export function isCallback(value: unknown): value is SmsCallback {
  return hasShape(value, CALLBACK);
}

/** Unpaired surrogates are not allowed in a URL, and become another character in a body. */
export function isUnicode(value: unknown): value is string {
  return typeof value === "string" && !/[\ud800-\udfff]/u.test(value);
}

function hasShape(value: unknown, shape: Readonly<Record<string, Kind>>): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  for (const name in shape) {
    const kind = shape[name] ?? "";
    const given = value[name];
    if ((given === undefined || given === null) && kind.endsWith("?")) continue;
    if (!kind.startsWith(typeof given)) return false;
  }
  return true;
}
