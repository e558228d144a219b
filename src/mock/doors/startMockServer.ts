import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { gatewayError } from "../contract/refused.js";
import { jsonAnswer, responseOf } from "../contract/writtenAnswer.js";
import type { MockServiceOptions } from "../options/mockOptions.js";
import { createMockService, type MockService } from "../service/createMockService.js";
import { answerDoor } from "./answerDoor.js";
import type { ControlAccess } from "./controlGuard.js";
import { nodeRequest } from "./nodeRequest.js";
import { sendResponse } from "./sendResponse.js";

/** Where a sandbox listens, and how it behaves. */
export interface MockServerOptions extends MockServiceOptions {
  /**
   * Port to listen on; 0 is a free one.
   * @default 0
   */
  port?: number | undefined;
  /**
   * Address to listen on. The page and the control endpoints need no credentials: whoever reaches the address can use
   * them.
   * @default "127.0.0.1"
   */
  host?: string | undefined;
  /**
   * Serves HTTPS with this certificate and key, both in PEM.
   * @default HTTP
   */
  tls?:
    | {
        /** The certificate. */
        readonly cert: string;
        /** Its private key. */
        readonly key: string;
      }
    | undefined;
  /**
   * Names by which page and control endpoints may be reached, besides `localhost`, `host`, this machine's name and the
   * address that a request arrived at: `["sandbox.test"]`. Others are refused, so that no website can point a name of
   * its own to the sandbox.
   * @default []
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * Origins of pages that may use the control endpoints, besides the sandbox's own: `["http://localhost:3000"]`.
   * @default []
   */
  allowedOrigins?: readonly string[] | undefined;
  /** An existing sandbox; the other options of a sandbox are ignored then. */
  service?: MockService | undefined;
}

/** A sandbox that listens. */
export interface MockServer {
  /** Where it listens, without a trailing slash: the `baseUrl` for a client. */
  readonly url: string;
  /** The sandbox itself, to look at what was sent and to add faults. */
  readonly service: MockService;
  /** Ends all connections, also those that wait for an answer, and drops pending pushes. */
  close(): Promise<void>;
}

/**
 * Serves a sandbox over HTTP or HTTPS, for other processes and languages, and for faults of the connection itself.
 * Identity management answers at the same address, and `/` is a page that shows every text as it arrives.
 *
 * Rejects when it cannot listen on the address, or when certificate or key are malformed.
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const { port = 0, host = "127.0.0.1", tls } = options;
  const service = options.service ?? createMockService(options);
  const { allowedHosts = [], allowedOrigins = [] } = options;
  const access: ControlAccess = { host, allowedHosts, allowedOrigins };
  // The sandbox answers too large headers itself, in the gateway's words, so the parser has to let them in.
  const settings = { maxHeaderSize: 256 * 1024, requestTimeout: 0 };
  const server: Server =
    tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...tls });
  const answers = new WeakMap<Duplex, ServerResponse>();
  // `closeAllConnections` skips sockets in the middle of a TLS handshake, and `close` would wait for them.
  const sockets = new Set<Duplex>();
  server.on("connection", (socket: Duplex) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (incoming, outgoing) => {
    answers.set(incoming.socket, outgoing);
    void serve(incoming, outgoing, service, access);
  });
  server.on("clientError", (error, socket) => {
    const answer = answers.get(socket);
    // A body that breaks off after its request was answered must not get a second answer.
    const isAnswered = answer?.headersSent === true && !answer.req.complete;
    const isUnderWay = answer?.req.complete === true && !answer.writableEnded;
    if (isAnswered) socket.destroy();
    // Garbage after a whole request: the first answer on the connection belongs to the request.
    else if (isUnderWay) answer.once("close", () => refuseGarbage(error, socket));
    else refuseGarbage(error, socket);
  });
  await listen(server, port, host);
  const { address, port: actual, family } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://${family === "IPv6" ? `[${address}]` : address}:${actual}`,
    service,
    close: () =>
      new Promise((resolve) => {
        service.dropPushes();
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  service: MockService,
  access: ControlAccess,
): Promise<void> {
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  try {
    const request = nodeRequest(incoming, gone.signal);
    const response =
      request === undefined ? badRequest() : await answerDoor(request, incoming, service, access);
    await sendResponse(response, incoming, outgoing);
  } catch {
    incoming.socket.destroy(); // the caller has gone, or the answer cannot be written
  }
}

function badRequest(): Response {
  const { status, body } = gatewayError("APIGW.0201", 400);
  return responseOf(jsonAnswer(status, body, "0".repeat(32)));
}

/** Answers bytes that are not HTTP as the gateway does, if the connection is still open. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 494 : 400;
  const { body } = gatewayError("APIGW.0201", status);
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${status === 494 ? "Request Header Too Large" : "Bad Request"}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      // A connection that cannot be taken, as when there are no more files for it, is no end of the others.
      server.on("error", () => undefined);
      resolve();
    });
  });
}
