import { backoffDelay } from "../base/backoff.js";
import type { CredentialCache } from "../auth/credentialCache.js";
import type { ResolvedCredentials } from "../auth/credentials.js";
import { signRequest } from "../auth/sign/signRequest.js";
import { elapsedBy, type Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { channels } from "../messages/channels.js";
import { telemetryError } from "../messages/telemetryError.js";
import { answerId } from "./answerId.js";
import { judgeFailure, judgeResponse, type Hidden, type JudgeContext, type Judgement } from "./judge.js";
import { urlWithoutQuery } from "../base/urlWithoutQuery.js";
import type { RetryOptions } from "./retryOptions.js";
import { quotable } from "./quotable.js";
import { traceAttempt } from "./traceAttempt.js";
import { TransportFailure, type Transport, type WireRequest, type WireResponse } from "../base/wire.js";

const NOT_SENT = "Nothing was sent.";

/** A request before it is authenticated. */
export interface PlainRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer> | undefined;
  signal: AbortSignal | undefined;
  /** The most bytes of an answer's body: see `WireRequest`. */
  maxBytes?: number | undefined;
}

export interface ExchangeHooks {
  /** Awaited before every attempt (1 for the first), when it is about to leave. */
  beforeAttempt?: (attempt: number) => Promise<void> | void;
  /** Called for every pause before a retry. */
  onPause?: (delayMs: number, error: SmnError) => void;
  /** Ends pauses and further attempts, but leaves an attempt that is under way alone. Default: the request's signal. */
  haltSignal?: AbortSignal | undefined;
  /** Replaces `retry.deadlineMs`. */
  deadlineMs?: number | undefined;
}

/** The end of a request: its answer where there was a complete one, and the error unless it was a success. */
export interface Answer {
  response?: WireResponse;
  error?: SmnError;
  /** Keys and tokens of the request, which its answer may quote. */
  keys?: readonly string[];
}

export interface ExchangeOptions {
  credentials: CredentialCache;
  transport: Transport;
  clock: Clock;
  random: () => number;
  retry: RetryOptions;
  timeoutMs: number;
}

export type Exchange = (request: PlainRequest, hooks?: ExchangeHooks) => Promise<Answer>;

/**
 * Authenticates a request, sends it, judges the result, and retries it as long as the judgement allows: after a
 * pause if it was certainly not taken, once with a new token. Every attempt is signed afresh. Never throws.
 */
export function createExchange(options: ExchangeOptions): Exchange {
  const { clock, retry, random } = options;

  return async (request, hooks = {}) => {
    const deadlineMs = hooks.deadlineMs ?? retry.deadlineMs;
    const waitSignal = hooks.haltSignal ?? request.signal;
    let startedAt: number | undefined;
    let renewal: ResolvedCredentials | undefined;
    for (let attempt = 1; ; attempt++) {
      let credentials: ResolvedCredentials;
      try {
        credentials = renewal ?? (await options.credentials.get(waitSignal));
        await hooks.beforeAttempt?.(attempt);
      } catch (error) {
        return { error: beforeSending(error, request, waitSignal) };
      }
      startedAt ??= elapsedBy(clock);
      const { response, judgement, judgeAgain } = await traceAttempt(
        request,
        attempt,
        () => hiddenOf(credentials, request).secrets,
        () => attemptOnce(request, credentials, options),
      );
      if (judgement === undefined) return { response, keys: keysOf(credentials) };
      const { error } = judgement;
      const end: Answer = response === undefined ? { error } : { response, error };

      try {
        if (judgement.retry === "after_renewal" && renewal === undefined) {
          try {
            renewal = await options.credentials.renew(credentials, waitSignal);
          } catch (failure) {
            return { ...end, error: doubt(judgeAgain) ?? beforeSending(failure, request, waitSignal) };
          }
          if (renewal === undefined) return end;
        } else if (judgement.retry === "after_wait") {
          const delayMs = backoffDelay(attempt, retry, random, error.retryAfterMs);
          // Not ">": a deadline of 0 allows no retry, even if the jitter is 0.
          if (elapsedBy(clock) - startedAt + delayMs >= deadlineMs) return end;
          hooks.onPause?.(delayMs, error);
          channels.pause.publish(() => ({ delayMs, attempt, error: telemetryError(error) }));
          try {
            await clock.sleep(delayMs, waitSignal);
          } catch {
            return { error: doubt(judgeAgain) ?? aborted(request) };
          }
        } else {
          return end;
        }
        const doubtful = doubt(judgeAgain);
        if (doubtful !== undefined) return { ...end, error: doubtful };
      } finally {
        // A second copy of a refusal could not be told from the next one, and of an answer that says nothing certain it is
        // not even certain that it belongs to this request.
        response?.closeConnection();
      }
    }
  };
}

/** The error of a refusal that proved something when it came, and does not any more: more has come behind it. */
function doubt(judgeAgain: (() => Judgement | undefined) | undefined): SmnError | undefined {
  const judgement = judgeAgain?.();
  return judgement?.error.sent === "maybe" && judgement.retry === "never" ? judgement.error : undefined;
}

/** An answer, or the judgement of a failure, or both. */
type Attempt =
  | { response: WireResponse; judgement: undefined; judgeAgain?: undefined }
  | {
      response?: WireResponse;
      judgement: Judgement;
      /** Judges the answer by what has come on its connection by now. */
      judgeAgain?: () => Judgement | undefined;
    };

async function attemptOnce(
  request: PlainRequest,
  credentials: ResolvedCredentials,
  { transport, clock, timeoutMs }: ExchangeOptions,
): Promise<Attempt> {
  const context: JudgeContext = {
    method: request.method,
    url: request.url,
    auth: credentials.token === undefined ? "signature" : "token",
    timeoutMs,
    now: clock.now(),
    hidden: () => hiddenOf(credentials, request),
  };
  let wire: WireRequest;
  try {
    const { method, url, body, signal, maxBytes } = request;
    const headers = sendable(authenticate(request, credentials, clock));
    // In Node 20, copies with a further property (`{ ...request, timeoutMs }`) have a hidden class each.
    wire = { method, url, headers, body, timeoutMs, signal, maxBytes };
  } catch (error) {
    return { judgement: { error: beforeSending(error, request, undefined), retry: "never" } };
  }
  try {
    const response = await transport(wire);
    const judge = (): Judgement | undefined => judgeResponse(response, { ...context, now: clock.now() });
    const judgement = judge();
    response.earlier.add(answerId(response), response.body);
    if (judgement === undefined) return { response, judgement };
    return { response, judgement, judgeAgain: () => (response.hasSurplus ? judge() : judgement) };
  } catch (error) {
    // A transport must throw nothing else; if it does, nothing is proven.
    const failure = error instanceof TransportFailure ? error : new TransportFailure("network", true);
    return { judgement: judgeFailure(failure, context) };
  }
}

function authenticate(
  request: PlainRequest,
  credentials: ResolvedCredentials,
  clock: Clock,
): Record<string, string> {
  if (credentials.token !== undefined) return { ...request.headers, "x-auth-token": credentials.token };
  const projectId = /\/v2\/([^/?]+)\//.exec(request.url)?.[1];
  return signRequest(request, credentials, {
    date: new Date(clock.now()),
    ...(projectId === undefined ? {} : { projectId }),
  });
}

/** Refuses headers that HTTP cannot carry, before a transport does so with an error that proves nothing. */
function sendable(headers: Record<string, string>): Record<string, string> {
  const wrong = Object.keys(headers).find((name) => !/^[\t\x20-\x7e\x80-\xff]*$/.test(headers[name] ?? ""));
  if (wrong === undefined) return headers;
  throw new SmnError(`The header ${wrong} has characters that HTTP cannot carry. ${NOT_SENT}`, {
    code: "auth",
    sent: "no",
  });
}

/** Literals that must not be shown. */
function keysOf(credentials: ResolvedCredentials): string[] {
  const { token, ak, sk, securityToken } = credentials as Partial<
    Record<"token" | "ak" | "sk" | "securityToken", string>
  >;
  return [token, ak, sk, securityToken].filter((secret) => secret !== undefined);
}

function hiddenOf(credentials: ResolvedCredentials, { url, body }: PlainRequest): Hidden {
  const { texts, numbers } = quotable(body);
  const asked = new URL(url).searchParams.getAll("mobile");
  return { secrets: [...keysOf(credentials), ...texts], numbers: [...numbers, ...asked] };
}

/** A failure before anything was sent: an abort, or a failure of the credentials. */
function beforeSending(error: unknown, request: PlainRequest, signal: AbortSignal | undefined): SmnError {
  if (signal?.aborted) return aborted(request);
  if (error instanceof SmnError) return error;
  return new SmnError(`The request could not be authenticated. ${NOT_SENT}`, {
    code: "auth",
    sent: "no",
  });
}

function aborted({ method, url }: PlainRequest): SmnError {
  return new SmnError(`${method} ${urlWithoutQuery(url)} was aborted. ${NOT_SENT}`, {
    code: "aborted",
    sent: "no",
  });
}
