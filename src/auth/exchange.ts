import { onAbort } from "../base/onAbort.js";
import { decodeText } from "../base/decodeText.js";
import { SmnError } from "../base/errors.js";
import { clearTimer, setTimer } from "../base/timers.js";
import { errorCode, safeCause } from "../base/safeCause.js";
import { TransportFailure, type Transport } from "../base/wire.js";
import { abortedError } from "./waitFor.js";

/** As much of `fetch` as is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One request of this folder: to identity management or to the metadata service. */
export interface Exchange {
  method: "GET" | "POST" | "PUT";
  url: string;
  headers: Record<string, string>;
  body?: string | undefined;
  /** Bound on the whole exchange, the body of the answer included, in milliseconds. */
  timeoutMs: number;
  /** @default the global `fetch` at the time of the call */
  fetch?: Fetch | undefined;
  /** The way that a client's messages go, with its agent and its proxy. Goes before `fetch`. */
  transport?: Transport | undefined;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  headers: { get(name: string): string | null };
  text: string;
}

/** Answers are a few kilobytes; more is a mistake or an attack. */
const LONGEST_BODY = 1_048_576;

/**
 * Sends one request and reads the answer, whatever its status. Redirects are never followed: the next address
 * would get the password or the token.
 *
 * @throws {SmnError} `network`, `timeout`, `aborted`, or `protocol` for a redirect and for more than 1 MB; always
 * `sent: "no"`, as no message is in these requests
 */
export async function exchange(request: Exchange): Promise<Answer> {
  if (request.transport !== undefined) return carry(request, request.transport);
  const controller = new AbortController();
  const stop = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason as SmnError));
  });
  const onTimeout = (): void =>
    controller.abort(failure("timeout", request, `no complete answer within ${request.timeoutMs} ms`));
  const timer = setTimer(onTimeout, request.timeoutMs);
  const forget = onAbort(request.signal, () =>
    controller.abort(abortedError(request.signal ?? controller.signal)),
  );
  try {
    // Raced, because a fetch that was passed in need not know the signal.
    return await Promise.race([stop, perform(request, controller.signal)]);
  } finally {
    clearTimer(timer);
    forget();
  }
}

async function carry(request: Exchange, transport: Transport): Promise<Answer> {
  const { method, url, headers, timeoutMs, signal } = request;
  const body = request.body === undefined ? undefined : Buffer.from(request.body);
  try {
    const answer = await transport({ method, url, headers, body, timeoutMs, signal });
    const { status } = answer;
    if (status >= 300 && status < 400)
      throw failure("protocol", request, "answered with a redirect, which is not followed", status);
    if (answer.body.byteLength > LONGEST_BODY)
      throw failure("protocol", request, "answered with more than 1 MB", status);
    const get = (name: string): string | null => answer.headers.get(name.toLowerCase()) ?? null;
    return { status, headers: { get }, text: answer.text };
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    if (error.kind === "aborted") throw abortedError(signal ?? AbortSignal.abort());
    if (error.kind === "timeout")
      throw failure("timeout", request, `no complete answer within ${timeoutMs} ms`);
    throw networkError(error.cause, request);
  }
}

async function perform(request: Exchange, signal: AbortSignal): Promise<Answer> {
  if (signal.aborted) throw signal.reason;
  const { url, method, headers, body } = request;
  const fetch = request.fetch ?? globalThis.fetch;
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal,
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
    });
    const { status } = response;
    if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
      void response.body?.cancel().catch(() => undefined);
      throw failure("protocol", request, "answered with a redirect, which is not followed", status);
    }
    return { status, headers: response.headers, text: await readBody(response, request) };
  } catch (error) {
    if (error instanceof SmnError) throw error;
    throw networkError(error, request);
  }
}

async function readBody(response: Response, request: Exchange): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || value === undefined) return decodeText(Buffer.concat(chunks));
    size += value.byteLength;
    if (size > LONGEST_BODY) {
      void reader.cancel().catch(() => undefined);
      throw failure("protocol", request, "answered with more than 1 MB", response.status);
    }
    chunks.push(value);
  }
}

function networkError(error: unknown, request: Exchange): SmnError {
  const code = errorCode(error);
  if (code === "UND_ERR_HEADERS_OVERFLOW") {
    const hint =
      "answered with headers larger than this process accepts; start node with --max-http-header-size=65536";
    return failure("protocol", request, hint, undefined, safeCause(error));
  }
  return failure(
    "network",
    request,
    `no answer (${code ?? "connection failed"})`,
    undefined,
    safeCause(error),
  );
}

function failure(
  code: "network" | "timeout" | "protocol",
  { method, url }: Exchange,
  what: string,
  status?: number,
  cause?: Error,
): SmnError {
  return new SmnError(`${method} ${placeOf(url)}: ${what}`, { code, sent: "no", status, cause });
}

/** A URL as messages show it: without the query. */
export function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
