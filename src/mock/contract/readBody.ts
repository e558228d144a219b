import { gatewayError } from "./refused.js";

/** A body exceeds the limit of whoever reads it from the connection. */
export class BodyTooLarge extends Error {}

/**
 * Reads the body of a request.
 *
 * @throws {Refused} 413 for a body over `maxBytes`, 400 for one that breaks off or was read before
 */
export async function readBody(request: Request, maxBytes?: number): Promise<Uint8Array> {
  let body: Uint8Array;
  try {
    body = new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    if (error instanceof BodyTooLarge) throw gatewayError("APIGW.0201", 413);
    throw gatewayError("APIGW.0201", 400, "the body could not be read");
  }
  if (maxBytes !== undefined && body.length > maxBytes) throw gatewayError("APIGW.0201", 413);
  return body;
}

/**
 * Reads JSON.
 *
 * @throws {Refused} 400 for anything else
 */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw gatewayError("APIGW.0201", 400, "the body is not JSON"); // the parser's own words quote the body
  }
}
