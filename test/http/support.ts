import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/base/clock.js";
import type { JudgeContext } from "../../src/http/judge.js";
import { createResponse, type WireRequest, type WireResponse } from "../../src/base/wire.js";

export const NOW = Date.parse("2026-03-01T08:00:00Z");

export interface FakeClock extends Clock {
  readonly pauses: number[];
  advance(ms: number): void;
}

/** Stands still unless told; a pause passes at once and moves the time on. */
export function fakeClock(start = NOW): FakeClock {
  let now = start;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    advance: (ms) => void (now += ms),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
      now += ms;
    },
  };
}

export function context(given: Partial<JudgeContext> = {}): JudgeContext {
  return {
    method: "POST",
    url: "https://smn.cn-north-4.myhuaweicloud.com/v2/p/notifications/sms",
    auth: "token",
    timeoutMs: 30_000,
    now: NOW,
    hidden: () => ({ secrets: [], numbers: [] }),
    ...given,
  };
}

export function answer(
  status: number,
  body: unknown = "",
  headers: Record<string, string> = {},
): WireResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return createResponse(status, Object.entries(headers), new TextEncoder().encode(text));
}

export function wireRequest(url: string, given: Partial<WireRequest> = {}): WireRequest {
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/json", "x-auth-token": "t" },
    body: new TextEncoder().encode('{"sms_message":[]}'),
    timeoutMs: 10_000,
    signal: undefined,
    ...given,
  };
}

export interface RawRequest {
  head: string;
  body: string;
  socket: Socket;
}

export interface RawServer {
  url: string;
  port: number;
  /** Every complete request, in order. */
  requests: RawRequest[];
  /** Connections that were opened. */
  connections: number;
  server: Server;
}

export interface RawServerOptions {
  /** Called with every complete request; writes whatever it likes. */
  onRequest?: (request: RawRequest, count: number) => void;
  /** Called when a connection opens, before anything is read. */
  onConnection?: (socket: Socket) => void;
  /** Called with the first bytes of a request, before it is complete. */
  onFirstBytes?: (socket: Socket) => void;
  tls?: TlsOptions;
  host?: string;
}

/** A server that speaks bytes, so that it can misbehave in every way. Closed with the test. */
export async function rawServer(options: RawServerOptions = {}): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const requests: RawRequest[] = [];
  const onSocket = (socket: Socket): void => {
    state.connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    options.onConnection?.(socket);
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      if (received === "") options.onFirstBytes?.(socket);
      received += chunk;
      for (let end = endOf(received); end !== -1; end = endOf(received)) {
        const whole = Buffer.from(received.slice(0, end), "latin1").toString("utf8");
        received = received.slice(end);
        const split = whole.indexOf("\r\n\r\n");
        const request = { head: whole.slice(0, split), body: whole.slice(split + 4), socket };
        requests.push(request);
        options.onRequest?.(request, requests.length);
      }
    });
  };
  const server =
    options.tls === undefined ? createTcpServer(onSocket) : createTlsServer(options.tls, onSocket);
  server.on("tlsClientError", () => undefined);
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => server.on("error", reject).listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = options.tls === undefined ? "http" : "https";
  const shown = host.includes(":") ? `[${host}]` : host;
  const state: RawServer = { url: `${scheme}://${shown}:${port}/`, port, requests, connections: 0, server };
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return state;
}

/** Where the first request in the text ends, or -1 while it is incomplete. */
function endOf(text: string): number {
  const split = text.indexOf("\r\n\r\n");
  if (split === -1) return -1;
  const length = Number(/content-length: *(\d+)/i.exec(text.slice(0, split))?.[1] ?? 0);
  const end = split + 4 + length;
  return text.length >= end ? end : -1;
}

/** A whole HTTP/1.1 answer. */
export function http(status: number, body: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({ "Content-Length": String(Buffer.byteLength(body)), ...headers });
  return `HTTP/1.1 ${status} Text\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Counts the listeners that are added to a signal and not taken off again. */
export function countListeners(signal: AbortSignal): () => number {
  let count = 0;
  const add = signal.addEventListener.bind(signal) as (...given: unknown[]) => void;
  const remove = signal.removeEventListener.bind(signal) as (...given: unknown[]) => void;
  signal.addEventListener = (...given: unknown[]): void => {
    count++;
    add(...given);
  };
  signal.removeEventListener = (...given: unknown[]): void => {
    count--;
    remove(...given);
  };
  return () => count;
}
