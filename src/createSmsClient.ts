import type { Client } from "openapi-fetch";
import type { paths } from "../generated/schema.js";
import { sendAll, sendAllInBatches, type BatchedOptions } from "./bulk/sendAll.js";
import type { SendAllOptions } from "./bulk/sendAllOptions.js";
import { systemClock, type Clock } from "./base/clock.js";
import { createClientCore, type ClientCore, type CallOptions, type SmsClientOptions } from "./client.js";
import { createDelivery, type SmsDelivery } from "./reports/createDelivery.js";
import type { Outcome } from "./messages/outcome.js";
import type { BatchResponse, SmsMessage } from "./messages/types.js";

/** A client of the SMS part of Huawei Cloud SMN. It holds no state between requests but the credentials. */
export interface SmsClient extends SmsDelivery {
  /**
   * The openapi-fetch client of the document, authenticated:
   * `sms.api.POST("/v2/{project_id}/notifications/sms", …)`. It checks nothing before it sends. Failures without an
   * answer, or with an empty one, are thrown as `SmnError`; answers of any status come back as `{ data }` or
   * `{ error }`.
   */
  readonly api: Client<paths>;
  /**
   * Sends exactly one request of 1 to 999 messages and returns its answer as documented: **read every result**,
   * each message was accepted or rejected on its own.
   *
   * @throws SmnError with `code: "validation"` and all `issues` before anything is sent; any other `code` for a
   * request that failed: `sent` says whether messages may have been sent.
   */
  readonly sendBatch: (messages: readonly SmsMessage[], options?: CallOptions) => Promise<BatchResponse>;
  /** Sends one message and returns its outcome. Rejections and failures are outcomes, not exceptions. */
  readonly send: (message: SmsMessage, options?: CallOptions) => Promise<Outcome<SmsMessage>>;
  /**
   * Sends any number of messages and yields each outcome as soon as it is known, which is not the order of the
   * inputs (use `index`). Memory does not grow with the input; a slow consumer slows the
   * sending. Two messages for one number are sent in input order, one after the other.
   *
   * Every input that is taken from `inputs` gets exactly one outcome.
   *
   * @throws SmnError (`validation`) at once for options that cannot work. A run that cannot go on, because the
   * account or key is refused, the journal fails or `signal` fires, throws from the iteration after the outcomes
   * of all inputs that were taken.
   */
  sendAll<T = SmsMessage>(
    inputs: Iterable<T> | AsyncIterable<T>,
    options?: SendAllOptions<T>,
  ): AsyncIterableIterator<Outcome<T>>;
}

/**
 * Makes a client.
 *
 * @throws SmnError (`validation`) for options that cannot work: no `region` or `baseUrl`, `http://` to another
 * machine, malformed credentials or project id.
 *
 * @example
 * ```ts
 * const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });
 * const outcome = await sms.send({ endpoint: "+8613800000001", message: "您的验证码是 482913。", sign_id });
 * if (outcome.status !== "accepted") console.log(outcome);
 * ```
 */
export function createSmsClient(options: SmsClientOptions): SmsClient {
  return clientOf(createClientCore(options), options.clock ?? systemClock);
}

/** A client that also takes inputs, and gives outcomes, many at a time. */
export interface BatchingClient extends SmsClient {
  /**
   * `sendAll` with lists of inputs in and lists of outcomes out; for the command, which has a file's rows at hand. Every
   * input of a list that was read gets its outcome. Not part of the package's interface.
   */
  sendAllInBatches<T>(
    batches: AsyncIterable<readonly T[]>,
    options: BatchedOptions<T>,
  ): AsyncIterableIterator<readonly Outcome<T>[]>;
}

/** Makes such a client; for the rest see `createSmsClient`. */
export function createBatchingClient(options: SmsClientOptions): BatchingClient {
  const core = createClientCore(options);
  const clock = options.clock ?? systemClock;
  const sendInBatches: BatchingClient["sendAllInBatches"] = (batches, runOptions) =>
    sendAllInBatches(core, clock, batches, runOptions);
  return Object.assign(clientOf(core, clock), { sendAllInBatches: sendInBatches });
}

/** The client of parts that are there; a simulation has its own. */
export function clientOf(core: ClientCore, clock: Clock): SmsClient {
  return {
    get api() {
      return core.api;
    },
    sendBatch: core.sendBatch,
    send: core.send,
    sendAll: (inputs, runOptions) => sendAll(core, clock, inputs, runOptions),
    ...createDelivery(core, clock),
  };
}
