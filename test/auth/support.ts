import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/base/clock.js";
import { SmnError } from "../../src/base/errors.js";

export const START = Date.parse("2026-03-01T08:00:00Z");
export const MINUTE = 60_000;

export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** Every pause asked for; none is waited for. */
  readonly pauses: number[];
}

/** Stands still unless told; a pause passes at once and moves the time on. */
export function fakeClock(start = START): FakeClock {
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

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A real server on a free port, closed with the test; the answers are given in turn, the last one for ever. */
export async function serve(...answers: ((response: ServerResponse, request: Seen) => void)[]): Promise<{
  url: string;
  seen: Seen[];
}> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      const answer = answers[Math.min(seen.length, answers.length - 1)]!;
      seen.push(entry);
      answer(response, entry);
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

export function text(status: number, body: string, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** The error of a promise or function that has to fail with an `SmnError`. */
export async function failureOf(work: Promise<unknown> | (() => unknown)): Promise<SmnError> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    if (error instanceof SmnError) return error;
    throw error;
  }
  throw new Error("expected a failure");
}

/** Everything that a careless log could show of a value. */
export function printed(value: unknown): string {
  return [inspect(value, { depth: 10, showHidden: true }), JSON.stringify(value), String(value)].join("\n");
}

/** A promise that is settled from outside. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
