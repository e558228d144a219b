import type { IncomingMessage, ServerResponse } from "node:http";
import { brokenAnswerOf, half } from "../faults/brokenResponse.js";

/** How much of a body that nobody wants the server swallows, so that the caller gets to read the answer. */
const MOST_SWALLOWED = 32 * 1024 * 1024;

/** Writes an answer to a connection, and carries out what a fault does to the connection. */
export async function sendResponse(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { status } = response;
  const headers = Object.fromEntries(response.headers);
  const broken = brokenAnswerOf(response);
  switch (broken?.kind) {
    case "stall":
      return; // until the caller goes away or the server is closed
    case "reset":
      incoming.socket.resetAndDestroy();
      return;
    case "truncate":
      outgoing.writeHead(status, { ...headers, "content-length": broken.body.length });
      outgoing.write(broken.body.subarray(0, half(broken.body)), () => incoming.socket.destroySoon());
      return;
    default: {
      const body = Buffer.from(await response.arrayBuffer());
      limitLeftovers(incoming);
      outgoing.writeHead(
        status,
        response.body === null ? headers : { ...headers, "content-length": body.length },
      );
      outgoing.end(body);
    }
  }
}

/** node:http reads a body that is left over to its end; an endless one must end somewhere. */
function limitLeftovers(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  let swallowed = 0;
  incoming.on("data", (chunk: Buffer) => {
    swallowed += chunk.length;
    if (swallowed > MOST_SWALLOWED) incoming.socket.destroy();
  });
}
