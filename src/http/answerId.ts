import type { WireResponse } from "../base/wire.js";

const IN_BODY = /"request_?id"\s*:\s*"([^"\\]{1,128})"/i;

/** The request id by which an answer is told from others of its connection: never shown. */
export function answerId({ text, headers }: Pick<WireResponse, "text" | "headers">): string | undefined {
  return IN_BODY.exec(text)?.[1] ?? headers.get("x-request-id");
}
