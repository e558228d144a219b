import createClient, { type Client } from "openapi-fetch";
import type { paths } from "../generated/schema.js";
import { createCredentialCache } from "./auth/credentialCache.js";
import type { Credentials } from "./auth/credentials.js";
import { checkSignal } from "./base/checkSignal.js";
import { systemClock } from "./base/clock.js";
import { mistakeBehind } from "./base/errorLike.js";
import { SmnError } from "./base/errors.js";
import type { Transport } from "./base/wire.js";
import { resolveBaseUrl, type AddressOptions } from "./http/baseUrl.js";
import { createApiFetch } from "./http/apiFetch.js";
import { createProjectId } from "./http/createProjectId.js";
import { createDefaultTransport } from "./http/defaultTransport.js";
import { dispositionOf } from "./http/dispositionOf.js";
import { createExchange, type Exchange, type ExchangeHooks } from "./http/exchange.js";
import { largestAnswer } from "./http/largestAnswer.js";
import { protocolError, readTaken, type TakenBatch } from "./http/readTaken.js";
import type { RequestOptions } from "./http/requestOptions.js";
import { checkRetry, checkTimeout, type RetryOptions } from "./http/retryOptions.js";
import { sendingPath } from "./http/sendingPath.js";
import { BodyWriter } from "./messages/bodyWriter.js";
import { channels } from "./messages/channels.js";
import { checkBatch } from "./messages/checkBatch.js";
import type { CheckOptions } from "./messages/checkMessage.js";
import { correlate, type Correlated, type CorrelateOptions } from "./messages/correlate.js";
import { countOutcomes } from "./messages/countOutcomes.js";
import { createExaminer, type Examine } from "./messages/createExaminer.js";
import { createOutcome, type Disposition, type Outcome } from "./messages/outcome.js";
import { Quotations } from "./messages/quotations.js";
import { SentMessages } from "./messages/sentMessages.js";
import { resultKind } from "./messages/resultKind.js";
import { telemetryError, telemetryId } from "./messages/telemetryError.js";
import type { BatchResponse, SmsMessage } from "./messages/types.js";

/** Where the service is, whose credentials are used, and how requests are retried. */
export interface SmsClientOptions extends AddressOptions, RequestOptions, CheckOptions {
  /**
   * Id of the project. Default: the one in the credentials, else the project of `region`, which is looked up
   * in IAM once.
   */
  projectId?: string | undefined;
  /** A token, a key pair, or a function that provides one of them; see `environment`, `iamPassword` and others. */
  credentials: Credentials;
  /**
   * Last part of the path. The vendor documents `sms`; its SDKs post to `batch_sms`.
   * @default "sms"
   */
  path?: "sms" | "batch_sms" | undefined;
  /** When a request that was certainly not taken is retried. */
  retry?: { [K in keyof RetryOptions]?: RetryOptions[K] | undefined } | undefined;
}

/** Options of a single call. */
export interface CallOptions {
  /** Stops waiting. Messages already on their way may still be sent; the error then says so. */
  signal?: AbortSignal | undefined;
}

/** The messages of one request, no two of them for one number, and its body. */
export interface OutgoingBatch {
  readonly messages: SentMessages;
  readonly body: BodyWriter;
}

/** The parts of a client that the rest of the package builds on. */
export interface ClientCore {
  /** The openapi-fetch client of the whole document, authenticated and retried like everything else. */
  api: Client<paths>;
  sendBatch: (messages: readonly SmsMessage[], options?: CallOptions) => Promise<BatchResponse>;
  send: (message: SmsMessage, options?: CallOptions) => Promise<Outcome<SmsMessage>>;
  /** An empty body for `deliver`. */
  createBody: () => BodyWriter;
  /**
   * Sends messages, once, and reads the disposition of each. Throws `SmnError` when the request was not taken, or its
   * answer cannot be read.
   */
  deliver: (batch: OutgoingBatch, options: CallOptions & ExchangeHooks) => Promise<Correlated>;
  /** Authenticates, sends, judges and retries requests, with the settings of this client. */
  exchange: Exchange;
  /** Where the service is. */
  baseUrl: string;
  /** How long one attempt of a request may take, in milliseconds. */
  timeoutMs: number;
  /** Finds the project when it is first needed. Throws `SmnError`. */
  projectId: (signal?: AbortSignal) => Promise<string>;
  /** The preflight, for one run. */
  createExaminer: () => Examine;
}

/** @param transport carries every request; a simulation has its own */
export function createClientCore(
  options: SmsClientOptions,
  transport: Transport = createDefaultTransport(options),
): ClientCore {
  const baseUrl = resolveBaseUrl(options);
  const clock = options.clock ?? systemClock;
  const timeoutMs = checkTimeout(options.timeoutMs);
  const credentials = createCredentialCache(options.credentials, {
    clock,
    timeoutMs,
    context: { transport },
  });
  const exchange = createExchange({
    credentials,
    transport,
    clock,
    random: options.random ?? Math.random,
    retry: checkRetry(options.retry),
    timeoutMs,
  });
  let api: Client<paths> | undefined;
  /** Length of the last body that was delivered: the next one of a run is about as long. */
  let lastBytes: number | undefined;
  const path = sendingPath(options.path);
  const projectId = createProjectId(options, transport, credentials);
  const createRunExaminer = (): Examine =>
    createExaminer(options.checkNumber === undefined ? {} : { checkNumber: options.checkNumber });
  const examine = createRunExaminer();

  function post(
    messages: SentMessages,
    body: Uint8Array<ArrayBuffer>,
    call: CallOptions & ExchangeHooks,
    correlateOptions: CorrelateOptions,
  ): ReturnType<typeof postOnce> {
    return channels.send.trace(
      () => postOnce(messages, body, call, correlateOptions),
      () => ({ messages: messages.length }),
      {
        done: (message, { taken }) => (message.requestId = telemetryId(taken.request_id)),
        failed: (message, error) => (message.error = telemetryError(error)),
      },
    );
  }

  async function postOnce(
    messages: SentMessages,
    body: Uint8Array<ArrayBuffer>,
    call: CallOptions & ExchangeHooks,
    correlateOptions: CorrelateOptions,
  ): Promise<{ taken: TakenBatch; correlated: Correlated }> {
    // A run that stops must not wait for a provider of credentials that hangs.
    const project_id = await projectId(call.haltSignal ?? call.signal);
    const url = `${baseUrl}${path.replace("{project_id}", encodeURIComponent(project_id))}`;
    const maxBytes = largestAnswer(messages.length);
    // Bypasses openapi-fetch, which cannot judge the error shapes.
    const { response, error, keys } = await exchange(
      { method: "POST", url, headers: JSON_HEADERS, body, maxBytes, signal: call.signal },
      call,
    );
    if (response === undefined || error !== undefined) throw error;
    try {
      const quotations = new Quotations(keys ?? [], messages);
      const taken = readTaken(response, quotations);
      const correlated = correlate(messages, taken.result, taken.request_id, {
        areDistinct: correlateOptions.areDistinct,
        quotations,
      });
      // One that is an answer behind would stay so for every further request.
      if (!correlated.isOurs) response.earlier.foundStranger();
      if (correlated.unmatched.length > 0) response.closeConnection();
      return { taken, correlated };
    } catch (error) {
      response.closeConnection();
      throw error;
    }
  }

  async function deliver(
    { messages, body }: OutgoingBatch,
    call: CallOptions & ExchangeHooks,
  ): Promise<Correlated> {
    const bytes = body.finish();
    lastBytes = bytes.length;
    return (await post(messages, bytes, call, { areDistinct: true })).correlated;
  }

  async function sendBatch(messages: readonly SmsMessage[], call: CallOptions = {}): Promise<BatchResponse> {
    const signal = checkSignal(call.signal);
    const checked = checkBatch(messages, examine);
    const sent = SentMessages.of(checked);
    const { taken, correlated } = await post(sent, BodyWriter.of(checked).finish(), { signal }, {}).catch(
      (error: unknown) => {
        if (error instanceof SmnError)
          channels.outcome.publish(() => ({
            counts: countOutcomes(checked.map(() => dispositionOf(error))),
          }));
        return asThrown(error);
      },
    );
    const { request_id, result } = taken;
    channels.outcome.publish(() => ({ counts: countOutcomes(correlated.dispositions) }));
    if (!correlated.isOurs)
      throw protocolError(
        `the answer to request ${request_id} has results for other numbers and may belong to another request`,
        request_id,
      );
    const strange = result.findIndex((one) => resultKind(one) === undefined);
    if (strange !== -1)
      throw protocolError(
        `result number ${strange} in the answer to request ${request_id} has an unknown shape`,
        request_id,
      );
    // Every one of them has one of the two documented shapes.
    return { request_id, result: result as BatchResponse["result"] };
  }

  async function send(message: SmsMessage, call: CallOptions = {}): Promise<Outcome<SmsMessage>> {
    const signal = checkSignal(call.signal);
    const checked = examine(message);
    if ("issues" in checked) return outcomeOf(message, { status: "invalid", issues: checked.issues });
    try {
      const batch = { messages: SentMessages.of([checked]), body: BodyWriter.of([checked]) };
      const [disposition] = (await deliver(batch, { signal })).dispositions;
      return outcomeOf(message, disposition as Disposition); // one message has one
    } catch (error) {
      if (!(error instanceof SmnError)) throw error;
      if (mistakeBehind(error) !== undefined) asThrown(error);
      return outcomeOf(message, dispositionOf(error));
    }
  }

  return {
    // Created on first use: openapi-fetch touches the global Request, which takes longer than all the rest here.
    get api() {
      return (api ??= createClient<paths>({ baseUrl, fetch: createApiFetch(exchange, baseUrl) }));
    },
    sendBatch,
    send,
    createBody: () => new BodyWriter(lastBytes),
    deliver,
    exchange,
    timeoutMs,
    projectId,
    baseUrl,
    createExaminer: createRunExaminer,
  };
}

/** A mistake in the caller's own provider of credentials is thrown as it is. */
function asThrown(error: unknown): never {
  throw mistakeBehind(error) ?? error;
}

function outcomeOf(message: SmsMessage, disposition: Disposition): Outcome<SmsMessage> {
  channels.outcome.publish(() => ({ counts: countOutcomes([disposition]) }));
  return createOutcome(0, message, disposition);
}

const JSON_HEADERS = Object.freeze({ "content-type": "application/json" });
