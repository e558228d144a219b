import createClient, { type Client } from "openapi-fetch";
import type { paths } from "../generated/schema.js";
import { requestLimits } from "../generated/messageRules.js";
import { createCredentialCache } from "./auth/credentialCache.js";
import type { Credentials } from "./auth/credentials.js";
import { systemClock } from "./base/clock.js";
import { SmnError } from "./base/errors.js";
import { resolveBaseUrl, type AddressOptions } from "./http/baseUrl.js";
import { BodyPool } from "./http/bodyPool.js";
import { createApiFetch } from "./http/apiFetch.js";
import { createProjectId } from "./http/createProjectId.js";
import { createDefaultTransport } from "./http/defaultTransport.js";
import { dispositionOf } from "./http/dispositionOf.js";
import {
  createExchange,
  defaultRetry,
  type Exchange,
  type ExchangeHooks,
  type RetryOptions,
} from "./http/exchange.js";
import { protocolError, readTaken } from "./http/readTaken.js";
import type { WireResponse } from "./http/wire.js";
import type { BodyWriter } from "./messages/bodyWriter.js";
import { checkMessage, type CheckOptions } from "./messages/checkMessage.js";
import { correlate } from "./messages/correlate.js";
import { Examiner } from "./messages/examiner.js";
import type { MessageIssue } from "./base/messageIssue.js";
import type { Correlated } from "./messages/dispositions.js";
import { createOutcome, type Disposition, type Outcome } from "./messages/outcome.js";
import { InPlaceReader } from "./messages/inPlaceReader.js";
import { shapeOf } from "./messages/shapeOf.js";
import type { BatchResponse, SmsMessage } from "./messages/types.js";
import type { RequestOptions } from "./http/requestOptions.js";

/** How a client reaches the service, as whom, and for how long it tries. */
export interface SmsClientOptions extends AddressOptions, RequestOptions, CheckOptions {
  /**
   * Id of the project. Default: the one that the credentials bring along, else the project of `region`, which is
   * looked up in IAM once.
   */
  projectId?: string;
  /** A token, a key pair, or a function that provides one of them; see `environment`, `iamPassword` and others. */
  credentials: Credentials;
  /**
   * Last part of the path. The vendor documents `sms`; its SDKs post to `batch_sms`.
   * @default "sms"
   */
  path?: "sms" | "batch_sms";
  /** When a request that was certainly not taken is repeated. */
  retry?: Partial<RetryOptions>;
}

/** What a single call can be given. */
export interface CallOptions {
  /** Stops waiting. What was already on its way may be sent nevertheless, and the error says so. */
  signal?: AbortSignal;
}

/** A request's messages, none of them twice or for the number of another one, and their body. */
export interface Load {
  readonly messages: readonly SmsMessage[];
  readonly body: BodyWriter;
}

/** What the rest of the package builds upon. */
export interface ClientCore {
  /** The openapi-fetch client of the whole document, authenticated and retried like everything else. */
  api: Client<paths>;
  sendBatch: (messages: readonly SmsMessage[], options?: CallOptions) => Promise<BatchResponse>;
  send: (message: SmsMessage, options?: CallOptions) => Promise<Outcome<SmsMessage>>;
  /** A body for `deliver`, to which messages that passed the preflight are added. */
  createBody: () => BodyWriter;
  /**
   * Sends messages, once, and finds out what became of each: the body must not be touched afterwards. Throws
   * `SmnError` when the request was not taken, or its answer cannot be read.
   */
  deliver: (load: Load, options: CallOptions & ExchangeHooks) => Promise<Correlated>;
  /** What authenticates, sends, judges and repeats every request. */
  exchange: Exchange;
  /** Finds the project when it is first needed. Throws `SmnError`. */
  projectId: (signal?: AbortSignal) => Promise<string>;
  /** The preflight, for one run. */
  createExaminer: () => Examiner;
}

export function createClientCore(options: SmsClientOptions): ClientCore {
  const baseUrl = resolveBaseUrl(options);
  const clock = options.clock ?? systemClock;
  const credentials = createCredentialCache(options.credentials, { clock });
  const exchange = createExchange({
    credentials,
    transport: createDefaultTransport(options),
    clock,
    random: options.random ?? Math.random,
    retry: checkRetry(options.retry ?? {}),
    timeoutMs: checkTimeout(options.timeoutMs ?? 30_000),
  });
  let api: Client<paths> | undefined;
  const path: keyof paths = `/v2/{project_id}/notifications/${options.path ?? "sms"}`;
  const projectId = createProjectId(options, credentials);
  const bodies = new BodyPool();
  const reader = new InPlaceReader();
  const checkOptions: CheckOptions =
    options.checkNumber === undefined ? {} : { checkNumber: options.checkNumber };
  const check = (message: unknown): MessageIssue[] => checkMessage(message, checkOptions);

  async function post<R>(
    body: BodyWriter,
    call: CallOptions & ExchangeHooks,
    read: (response: WireResponse, sent: Uint8Array) => R,
  ): Promise<R> {
    const project_id = await projectId(call.signal);
    const bytes = body.finish();
    const url = `${baseUrl}${path.replace("{project_id}", encodeURIComponent(project_id))}`;
    // Past openapi-fetch, which knows neither the error shapes nor what they prove.
    const answer = await exchange(
      { method: "POST", url, headers: JSON_HEADERS, body: bytes, signal: call.signal },
      call,
    );
    if (answer.response === undefined || answer.error !== undefined) throw answer.error;
    const taken = read(answer.response, bytes);
    if (answer.isBodyFree === true) bodies.give(body);
    return taken;
  }

  function deliver({ messages, body }: Load, call: CallOptions & ExchangeHooks): Promise<Correlated> {
    return post(body, call, (response, sent) => {
      const raw = response.takeRaw?.();
      const inPlace = raw === undefined ? undefined : reader.read(raw, messages);
      if (inPlace !== undefined) return inPlace;
      const text = raw === undefined ? response.text : Buffer.from(raw, "latin1").toString("utf8");
      const { request_id, result } = readTaken({ text, header: (name) => response.header(name) }, sent);
      return correlate(messages, result, request_id, { areDistinct: true });
    });
  }

  function bodyOf(messages: readonly SmsMessage[]): BodyWriter {
    const body = bodies.take();
    for (const message of messages) body.add(JSON.stringify(message));
    return body;
  }

  async function sendBatch(messages: readonly SmsMessage[], call: CallOptions = {}): Promise<BatchResponse> {
    checkBatch(messages, check);
    const { request_id, result } = await post(bodyOf(messages), call, readTaken);
    const strange = result.findIndex((one) => shapeOf(one) === undefined);
    if (strange !== -1)
      throw protocolError(
        `result number ${strange} in the answer to request ${request_id} has an unknown shape`,
        request_id,
      );
    return { request_id, result: result as BatchResponse["result"] };
  }

  async function send(message: SmsMessage, call: CallOptions = {}): Promise<Outcome<SmsMessage>> {
    const issues = check(message);
    if (issues.length > 0) return createOutcome(0, message, { status: "invalid", issues });
    try {
      const messages = [message];
      const { dispositions } = await deliver({ messages, body: bodyOf(messages) }, call);
      return createOutcome(0, message, dispositions.at(0) as Disposition);
    } catch (error) {
      if (!(error instanceof SmnError)) throw error;
      return createOutcome(0, message, dispositionOf(error));
    }
  }

  return {
    // Made when it is used: to touch the global Request, as openapi-fetch does, takes longer than all the rest here.
    get api() {
      return (api ??= createClient<paths>({ baseUrl, fetch: createApiFetch(exchange, baseUrl) }));
    },
    sendBatch,
    send,
    createBody: () => bodies.take(),
    deliver,
    exchange,
    projectId,
    createExaminer: () => new Examiner(checkOptions),
  };
}

const JSON_HEADERS = Object.freeze({ "content-type": "application/json" });

function checkBatch(messages: readonly SmsMessage[], check: (message: unknown) => MessageIssue[]): void {
  const { minItems, maxItems } = requestLimits;
  if (!Array.isArray(messages) || messages.length < minItems || messages.length > maxItems) {
    const came = Array.isArray(messages) ? `${messages.length} came` : "no array came";
    throw validation(
      `sendBatch takes an array of ${minItems} to ${maxItems} messages; ${came}. Nothing was sent.`,
    );
  }
  // Not messages.flatMap, which leaves out holes; JSON does not.
  const issues = Array.from(messages, (message, index) =>
    check(message).map((issue) => ({ index, ...issue })),
  ).flat();
  if (issues.length === 0) return;
  const shown = issues
    .slice(0, 5)
    .map(
      (one) => `[${one.index}] ${one.property || "message"}: expected ${one.expected}, got ${one.received}`,
    );
  const more = issues.length > 5 ? `, and ${issues.length - 5} more (see issues)` : "";
  throw validation(`Messages are invalid: ${shown.join("; ")}${more}. Nothing was sent.`, issues);
}

function validation(message: string, issues?: readonly MessageIssue[]): SmnError {
  return new SmnError(message, { code: "validation", sent: "no", issues });
}

function checkTimeout(timeoutMs: number): number {
  // Longer ones overflow the timer, which would then fire at once.
  if (timeoutMs > 0 && timeoutMs < 2 ** 31) return timeoutMs;
  throw validation("timeoutMs must be a positive number of milliseconds below 2^31.");
}

function checkRetry(given: Partial<RetryOptions>): RetryOptions {
  const retry = { ...defaultRetry };
  for (const name of ["deadlineMs", "baseDelayMs", "maxDelayMs"] as const) {
    const value: unknown = given[name] ?? defaultRetry[name];
    if (typeof value !== "number" || !(value >= 0))
      throw validation(`retry.${name} must be a number of milliseconds, 0 or more.`);
    retry[name] = value;
  }
  return retry;
}
