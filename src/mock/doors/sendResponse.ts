import type { IncomingMessage, ServerResponse } from "node:http";
import { brokenAnswerOf, half } from "../faults/brokenResponse.js";
import { wireHeaders } from "./headerNames.js";

/**
 * Bytes of an unwanted body that the server discards before it hangs up. Many callers read the answer only after they
 * have sent the whole body.
 */
const MOST_DISCARDED = 32 * 1024 * 1024;

/** Writes an answer to a connection, or breaks the connection where a fault says so. */
export async function sendResponse(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { status } = response;
  const headers = wireHeaders(response.headers);
  const broken = brokenAnswerOf(response);
  switch (broken?.kind) {
    case "stall":
      return; // until the caller goes away or the server is closed
    case "reset":
      incoming.socket.resetAndDestroy();
      return;
    case "truncate":
      outgoing.writeHead(status, { ...headers, "Content-Length": broken.body.length });
      outgoing.write(broken.body.subarray(0, half(broken.body)), () => incoming.socket.destroySoon());
      return;
    default: {
      if (response.headers.get("content-type") === "text/event-stream") return stream(response, outgoing);
      const body = Buffer.from(await response.arrayBuffer());
      limitLeftovers(incoming);
      outgoing.writeHead(
        status,
        response.body === null ? headers : { ...headers, "Content-Length": body.length },
      );
      outgoing.end(body);
    }
  }
}

/** Passes on the parts of an answer that has no end, until the caller leaves. */
async function stream(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, wireHeaders(response.headers));
  outgoing.flushHeaders();
  // The types of the global `Response` do not say that its body can be iterated over; node's can.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) outgoing.write(chunk);
  outgoing.end();
}

/** node:http reads an unread body to its end; this bounds an endless one. */
function limitLeftovers(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  let discarded = 0;
  incoming.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > MOST_DISCARDED) incoming.socket.destroy();
  });
}
