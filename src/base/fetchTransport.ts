import { SharedAnswerLog } from "./answerLog.js";
import { onAbort } from "./onAbort.js";
import { failedBeforeConnection, safeCause } from "./safeCause.js";
import { clearTimer, setTimer } from "./timers.js";
import { tunnelStatus } from "./tunnelStatus.js";
import {
  createResponse,
  LARGEST_ANSWER,
  refusedTunnel,
  TransportFailure,
  type Connection,
  type Transport,
  type WireRequest,
  type WireResponse,
} from "./wire.js";

/** `fetch` as far as this package uses it: the global one fits, that of `undici`, `node-fetch` and others. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** What a `fetch` is given. */
export interface FetchInit {
  /** In capitals. */
  method: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Headers carry credentials, so a redirect must not be followed. */
  redirect: "manual";
  /** Fires when the answer is not awaited any longer. */
  signal: AbortSignal;
  /** Exactly the bytes that were signed; absent where there is no body. */
  body?: Uint8Array<ArrayBuffer>;
}

/** What is read of `Headers`. */
export interface FetchHeaders {
  /** Calls back for every header. */
  forEach(callback: (value: string, name: string) => void): void;
}

/** What is read of a `Response`. */
export interface FetchResponse {
  /** The status of the answer. */
  readonly status: number;
  /** `"opaqueredirect"` where the runtime hides a redirect. */
  readonly type?: string | undefined;
  /** Whether a redirect was followed: then nothing is certain. */
  readonly redirected?: boolean | undefined;
  /** Those of the answer. */
  readonly headers: FetchHeaders;
  /** A stream of bytes that can be iterated, as those of Node and of the web. */
  readonly body: object | null;
}

/**
 * Sends by a web-standard `fetch`: the caller's, or the global one, which is looked up at each request so that
 * tools that replace it later are not bypassed.
 */
export function createFetchTransport(fetch?: Fetch): Transport {
  const connection: Connection = { earlier: new SharedAnswerLog(), closeConnection: () => undefined };
  return async (request) => {
    if (request.signal?.aborted) throw new TransportFailure("aborted", false);
    const controller = new AbortController();
    // Raced, because a fetch that was passed in need not know the signal.
    const stopped = new Promise<never>((_, reject) => {
      controller.signal.addEventListener("abort", () => reject(controller.signal.reason as TransportFailure));
    });
    // fetch does not tell how far it got: only a failure to connect proves that nothing left.
    const timer = setTimer(() => controller.abort(new TransportFailure("timeout", true)), request.timeoutMs);
    const forget = onAbort(request.signal, () => controller.abort(new TransportFailure("aborted", true)));
    try {
      return await Promise.race([
        stopped,
        perform(fetch ?? globalThis.fetch, request, connection, controller.signal),
      ]);
    } catch (error) {
      if (error instanceof TransportFailure) throw error;
      const status = tunnelStatus(error, false);
      if (status !== undefined) return refusedTunnel(status);
      throw new TransportFailure("network", !failedBeforeConnection(error), safeCause(error));
    } finally {
      clearTimer(timer);
      forget();
    }
  };
}

async function perform(
  fetch: Fetch,
  request: WireRequest,
  connection: Connection,
  signal: AbortSignal,
): Promise<WireResponse> {
  const response = await fetch(request.url, initOf(request, signal));
  // A caller's fetch that followed a redirect may have sent the request to any host.
  if (response.redirected === true) throw new TransportFailure("redirected", true);
  return await read(response, connection, request.maxBytes);
}

function initOf(request: WireRequest, signal: AbortSignal): FetchInit {
  const headers = { ...request.headers };
  delete headers["host"]; // fetch derives it from the address, which is the host that was signed
  return {
    method: request.method,
    headers,
    redirect: "manual", // headers carry credentials
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  };
}

async function read(
  response: FetchResponse,
  connection: Connection,
  maxBytes?: number,
): Promise<WireResponse> {
  // Browsers hide the status of a redirect: it may have been any of them, also one that proves nothing.
  const status = response.type === "opaqueredirect" ? 300 : response.status;
  const headers: [string, string][] = [];
  response.headers.forEach((value, name) => headers.push([name, value]));
  return createResponse(status, headers, await readBody(response, maxBytes), connection);
}

async function readBody(response: FetchResponse, maxBytes = LARGEST_ANSWER): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  if (response.body === null) return Buffer.concat(chunks);
  let size = 0;
  // Missing in the library's types, but in every runtime that is supported.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new TransportFailure("oversized", true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
