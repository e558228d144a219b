import { copyOf } from "../base/copyOf.js";
import type { WireResponse } from "../base/wire.js";

const IN_BODY = /"request_?id"\s*:\s*"([^"\\]{1,128})"/i;

/** The request id by which an answer is told from others of its connection: never shown. */
export function answerId({ text, headers }: Pick<WireResponse, "text" | "headers">): string | undefined {
  const found = IN_BODY.exec(text)?.[1];
  return found === undefined ? headers.get("x-request-id") : copyOf(found);
}
