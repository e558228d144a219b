import { isRecord } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import { requestIdOf } from "../messages/requestIdOf.js";
import { scrub } from "../base/scrub.js";
import { textsOf } from "./textsOf.js";
import type { WireResponse } from "../base/wire.js";

/** An answer as it came, before its results are read. */
export interface TakenBatch {
  request_id: string;
  result: readonly unknown[];
}

/** As the service makes ids. */
const USUAL_ID = /^[0-9a-f]{32}$/;

/** Reads the answer to a request that was taken. Throws `SmnError`. @param sent the body of the request */
export function readTaken(response: Pick<WireResponse, "text" | "headers">, sent: Uint8Array): TakenBatch {
  const headerId = requestIdOf(response.headers.get("x-request-id"));
  let body: unknown;
  try {
    body = JSON.parse(response.text);
  } catch {
    throw protocolError("the answer is not JSON", headerId);
  }
  const given = isRecord(body) ? body["request_id"] : undefined;
  // Only an unusual one may be something else: to read the texts takes long.
  const hidden = typeof given === "string" && !USUAL_ID.test(given) ? textsOf(sent) : [];
  const plain = requestIdOf(given, hidden) ?? headerId;
  if (!isRecord(body) || !Array.isArray(body["result"]))
    throw protocolError("the answer has no list of results", plain);
  // One that does not look like an id may hold anything.
  const request_id = plain ?? (typeof given === "string" ? scrub(given, textsOf(sent)) : "");
  if (request_id === "") throw protocolError("the answer has no request_id");
  return { request_id, result: body["result"] };
}

/** The service took the request, but its answer cannot be used. */
export function protocolError(what: string, requestId?: string): SmnError {
  const message = `The service took the request, but ${what}. Messages were probably sent: look at the delivery report before you send them again.`;
  return new SmnError(message, { code: "protocol", sent: "maybe", requestId });
}
