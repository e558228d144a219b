import { backoffDelay } from "../base/backoff.js";
import { systemClock, type Clock } from "../base/clock.js";
import { parseObject } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import { retry } from "../base/retry.js";
import { answerError, type Secrets } from "./answerError.js";
import type { Transport } from "../base/wire.js";
import type { Fetch } from "../base/fetchTransport.js";
import { fetchOnce, type SingleAnswer, type SingleRequest } from "./fetchOnce.js";
import { abortedError } from "./waitFor.js";

/** What tests and special surroundings may replace in a source of credentials that goes over the network. */
export interface NetworkOptions {
  /** @default the way that the client's messages go; without a client, the global `fetch` at the time of the call */
  fetch?: Fetch | undefined;
  /** The way that a client's messages go. @internal */
  transport?: Transport | undefined;
  /** @default the system's clock */
  clock?: Clock | undefined;
  /** A number from 0 up to 1, for the jitter of pauses. @default Math.random */
  random?: (() => number) | undefined;
  /** Bound on one request and its answer, in milliseconds. @default 10000 */
  timeoutMs?: number | undefined;
}

export interface JsonRequest extends Pick<SingleRequest, "method" | "url" | "body" | "signal"> {
  /** Made for every attempt, so that a signature is never stale. */
  headers: () => Record<string, string>;
  /** The only status that is a success. */
  expect: number;
  secrets: Secrets;
}

export interface JsonAnswer {
  headers: SingleAnswer["headers"];
  body: Record<string, unknown>;
}

const ATTEMPTS = 5;
const BACKOFF = { baseDelayMs: 1_000, maxDelayMs: 16_000 };
/** If the server asks for a longer wait, in milliseconds, the failure is reported instead. */
const LONGEST_WAIT_MS = 60_000;
const REPEATABLE_STATUS = [429, 500, 502, 503, 504];

/**
 * Sends a request that is safe to retry and reads a JSON object. Connection failures, timeouts and the statuses
 * 429, 500, 502, 503 and 504 are retried, up to five attempts in all. A refusal (400, 401, 403) is not, because
 * several wrong passwords or signatures lock the user or the key.
 *
 * @throws {SmnError} `auth`, `network`, `timeout`, `protocol` or `aborted`, always with `sent: "no"`
 */
export async function fetchJson(request: JsonRequest, options: NetworkOptions): Promise<JsonAnswer> {
  const { clock = systemClock, random = Math.random } = options;
  const { signal } = request;
  const delayOf = (error: unknown, attempt: number): number | undefined =>
    attempt < ATTEMPTS && error instanceof SmnError && isRepeatable(error)
      ? backoffDelay(attempt, BACKOFF, random, error.retryAfterMs)
      : undefined;
  try {
    return await retry(() => fetchJsonOnce(request, options, clock), { delayOf, clock, signal });
  } catch (error) {
    // Of a pause that was ended.
    throw error instanceof SmnError || signal?.aborted !== true ? error : abortedError(signal);
  }
}

async function fetchJsonOnce(
  request: JsonRequest,
  options: NetworkOptions,
  clock: Clock,
): Promise<JsonAnswer> {
  const { timeoutMs = 10_000, fetch, transport } = options;
  const answer = await fetchOnce({ ...request, headers: request.headers(), timeoutMs, fetch, transport });
  if (answer.status !== request.expect) throw answerError(request, answer, request.secrets, clock.now());
  const body = parseObject(answer.text);
  if (body === undefined) {
    throw new SmnError(`${request.method} ${new URL(request.url).origin}: the answer is not a JSON object`, {
      code: "protocol",
      sent: "no",
      status: answer.status,
    });
  }
  return { headers: answer.headers, body };
}

function isRepeatable({ code, status, retryAfterMs = 0 }: SmnError): boolean {
  if (retryAfterMs > LONGEST_WAIT_MS) return false;
  if (code === "network" || code === "timeout") return true;
  return code === "auth" && status !== undefined && REPEATABLE_STATUS.includes(status);
}
