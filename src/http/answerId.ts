import { copyOf } from "../base/copyOf.js";
import { decodeText } from "../base/decodeText.js";
import type { WireResponse } from "../base/wire.js";

const IN_BODY = /"request_?id"\s*:\s*"([^"\\]{1,128})"/i;

/** In bytes: the service begins its answers with the id. */
const HEAD = 512;

/**
 * The request id by which an answer is told from others of its connection: never shown. The text of the whole answer is
 * made only where its beginning has no id: it would stay in memory as long as the request.
 */
export function answerId({ body, headers }: Pick<WireResponse, "body" | "headers">): string | undefined {
  const found = idIn(body.subarray(0, HEAD)) ?? (body.length > HEAD ? idIn(body) : undefined);
  return found ?? headers.get("x-request-id");
}

function idIn(bytes: Uint8Array): string | undefined {
  const found = IN_BODY.exec(decodeText(bytes))?.[1];
  return found === undefined ? undefined : copyOf(found);
}
