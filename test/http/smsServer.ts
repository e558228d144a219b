import type { Socket } from "node:net";
import { http, rawServer, type RawServer, type RawServerOptions } from "./support.js";

export interface SmsServer extends RawServer {
  /** Requests that were being answered at once, at most. */
  mostInFlight: number;
}

export interface SmsServerOptions {
  /** Sends the answer; by default it is written and the connection stays open. */
  give?: (socket: Socket, accept: (headers?: Record<string, string>) => string) => void;
  host?: string;
}

/** A server of bytes that accepts every message, and whose connections behave as the test wants. */
export async function smsServer({ give = keep, host }: SmsServerOptions = {}): Promise<SmsServer> {
  let inFlight = 0;
  let count = 0;
  const options: RawServerOptions = {
    ...(host === undefined ? {} : { host }),
    onRequest: ({ body, socket }) => {
      server.mostInFlight = Math.max(server.mostInFlight, ++inFlight);
      // A turn later, so that requests that came together are in flight together.
      setImmediate(() => {
        inFlight--;
        give(socket, (headers) => http(200, acceptance(body, count++), headers));
      });
    },
  };
  const server: SmsServer = Object.assign(await rawServer(options), { mostInFlight: 0 });
  return server;
}

function keep(socket: Socket, accept: () => string): void {
  socket.write(accept());
}

/** The answer that accepts every message of a request, with a request id of its own. */
function acceptance(body: string, count: number): string {
  const { sms_message } = JSON.parse(body) as { sms_message: { endpoint: string }[] };
  const result = sms_message.map(({ endpoint }, place) => ({
    endpoint,
    message_id: String(place).padStart(32, "0"),
  }));
  return JSON.stringify({ request_id: String(count).padStart(32, "f"), result });
}
