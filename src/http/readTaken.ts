import { decodeText } from "../base/decodeText.js";
import { isRecord } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import type { Quotations } from "../messages/quotations.js";
import { scrub } from "../base/scrub.js";
import type { WireResponse } from "../base/wire.js";

/** An answer as it came, before its results are read. */
export interface TakenBatch {
  request_id: string;
  result: readonly unknown[];
}

/** Reads the answer to a request that was taken. Throws `SmnError`. */
export function readTaken(
  response: Pick<WireResponse, "body" | "headers">,
  quotations: Quotations,
): TakenBatch {
  const inHeader = response.headers.get("x-request-id");
  const headerId = quotations.plainId(inHeader);
  let body: unknown;
  try {
    // Not `response.text`, which would stay in memory as long as the request.
    body = JSON.parse(decodeText(response.body));
  } catch {
    throw protocolError("the answer is not JSON", headerId);
  }
  const given = isRecord(body) ? body["request_id"] : undefined;
  // They are usually the same.
  const plain = given === inHeader ? headerId : (quotations.plainId(given) ?? headerId);
  if (!isRecord(body) || !Array.isArray(body["result"]))
    throw protocolError("the answer has no list of results", plain);
  if (plain === undefined && (typeof given !== "string" || given === ""))
    throw protocolError("the answer has no request_id");
  // One that must not be shown as it is says all the same that the request was taken.
  const request_id = plain ?? (scrub(given as string, quotations.secrets) || "***");
  return { request_id, result: body["result"] };
}

/** The service took the request, but its answer cannot be used. */
export function protocolError(what: string, requestId?: string): SmnError {
  const message = `The service took the request, but ${what}. Messages were probably sent: look at the delivery report before you send them again.`;
  return new SmnError(message, { code: "protocol", sent: "maybe", requestId });
}
