import { SmnError } from "../base/errors.js";
import { createFetchTransport, type Fetch } from "../base/fetchTransport.js";
import { isSuccess } from "../base/isSuccess.js";
import { errorCode } from "../base/safeCause.js";
import { TransportFailure, type Transport, type WireResponse } from "../base/wire.js";
import { urlWithoutQuery } from "../base/urlWithoutQuery.js";
import { abortedError } from "./waitFor.js";

/** One request of this folder: to identity management or to the metadata service. */
export interface SingleRequest {
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

export type SingleAnswer = Pick<WireResponse, "status" | "headers" | "text">;

/** Answers are a few kilobytes; more is a mistake or an attack. */
const LONGEST_BODY = 1_048_576;

/**
 * Sends one request and reads the answer, whatever its status. Redirects are never followed: the next address
 * would get the password or the token.
 *
 * @throws {SmnError} `network`, `timeout`, `aborted`, or `protocol` for a redirect and for more than 1 MB; always
 * `sent: "no"`, as no message is in these requests
 */
export async function fetchOnce(request: SingleRequest): Promise<SingleAnswer> {
  const {
    method,
    url,
    headers,
    timeoutMs,
    signal,
    transport = createFetchTransport(request.fetch),
  } = request;
  const body = request.body === undefined ? undefined : Buffer.from(request.body);
  try {
    const answer = await transport({ method, url, headers, body, timeoutMs, signal, maxBytes: LONGEST_BODY });
    const { status } = answer;
    if (!isSuccess(status)) answer.closeConnection();
    if (status >= 300 && status < 400) throw failure("protocol", request, REDIRECT, status);
    return answer;
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    switch (error.kind) {
      case "aborted":
        throw abortedError(signal ?? AbortSignal.abort());
      case "timeout":
        throw failure("timeout", request, `no complete answer within ${timeoutMs} ms`);
      case "oversized":
        throw failure("protocol", request, "answered with more than 1 MB");
      case "redirected":
        throw failure("protocol", request, REDIRECT);
      default:
        throw networkError(error.cause, request);
    }
  }
}

const REDIRECT = "answered with a redirect, which is not followed";

/** @param cause what the transport says, which is fit to be shown */
function networkError(cause: unknown, request: SingleRequest): SmnError {
  const code = errorCode(cause);
  const isOverflow = code === "UND_ERR_HEADERS_OVERFLOW" || code === "HPE_HEADER_OVERFLOW";
  const [kind, what] = isOverflow
    ? (["protocol", OVERFLOW] as const)
    : (["network", `no answer (${code ?? "connection failed"})`] as const);
  return failure(kind, request, what, undefined, cause);
}

const OVERFLOW =
  "answered with headers larger than this process accepts; start node with --max-http-header-size=65536";

function failure(
  code: "network" | "timeout" | "protocol",
  { method, url }: SingleRequest,
  what: string,
  status?: number,
  cause?: unknown,
): SmnError {
  return new SmnError(`${method} ${urlWithoutQuery(url)}: ${what}`, { code, sent: "no", status, cause });
}
