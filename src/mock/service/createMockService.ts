import type { AcceptedMessage } from "../account/acceptedMessage.js";
import { advanceBy } from "../account/advanceBy.js";
import { createState, resetState } from "../account/createState.js";
import { planReply } from "../account/planReply.js";
import type { Reply } from "../account/reply.js";
import type { RequestRecord } from "../account/requestRecord.js";
import { answerControl, CONTROL_PATH } from "../control/answerControl.js";
import type { FaultQueue } from "../faults/faultQueue.js";
import type { MockServiceOptions } from "../options/mockOptions.js";
import { settingsOf } from "../options/settings.js";
import type { PushSigner } from "../push/createPushSigner.js";
import type { PushRecord } from "../push/pushRecord.js";
import { answerRequest } from "./answerRequest.js";

/** A service in memory that behaves as documented, and remembers what it received. */
export interface MockService {
  /**
   * Answers a request to any host. Never throws. An answer that a fault breaks off (`stall`, `reset`, `truncate`) has a
   * body that fails when it is read.
   *
   * Paths under `/__sandbox/` are the control endpoints.
   */
  handle(request: Request): Promise<Response>;
  /** Every message that was accepted, oldest first. */
  readonly messages: readonly AcceptedMessage[];
  /** Every request that arrived, oldest first, control endpoints aside; neither headers nor bodies. */
  readonly requests: readonly RequestRecord[];
  /** Every attempt to push a report or a reply to `callbackUrl`, oldest first. */
  readonly pushes: readonly PushRecord[];
  /** The pending failures; add more here. */
  readonly faults: FaultQueue;
  /** Parts that the account has left; `Infinity` without a limit. */
  readonly balance: number;
  /** Signs the pushes. Its `fetchCertificate` is an option of `verifyPush`, `createPushVerifier`, `createPushReceiver`. */
  readonly signer: PushSigner;
  /** The sandbox's time, in milliseconds since the epoch. */
  now(): number;
  /**
   * Moves the sandbox's clock forward: tokens expire, quotas are restored, reports arrive and are pushed, in order of
   * time. Resolves when the pushes that became due have been made. Signatures are still checked against `clock`
   * itself, so that signers need not know.
   *
   * @param ms milliseconds
   * @throws {SmnError} `validation` for anything but 0 or a positive integer
   */
  advance(ms: number): Promise<void>;
  /** Resolves when every push that is due by now has been made. */
  idle(): Promise<void>;
  /** Drops pending pushes. */
  dropPushes(): void;
  /**
   * Simulates a reply of a recipient: pushes an `sms_reply_event` to `callbackUrl`.
   * @throws {SmnError} `validation` without a number or a text
   */
  reply(reply: Reply): void;
  /** Accepts one more token. */
  addToken(token: string, options?: AddTokenOptions): void;
  /** Lets every token that is known now expire: requests with them get 401 `APIGW.0307`. */
  expireTokens(): void;
  /**
   * Returns to the initial state: no messages, requests, used quotas, locked keys or pending pushes; tokens, faults,
   * signatures, balance and topics as set by the options; the time of `clock`. The sequence of ids continues, so that
   * none is used twice.
   */
  reset(): void;
}

/** What a token is valid for. */
export interface AddTokenOptions {
  /**
   * A `Date`, or milliseconds since the epoch.
   * @default never
   */
  expiresAt?: Date | number | undefined;
  /**
   * The only project that the token is for; others get 403.
   * @default any
   */
  projectId?: string | undefined;
}

/**
 * Creates a sandbox. Without options it knows `sandboxCredentials`, `sandboxToken` and `sandboxSign`.
 *
 * A message to a magic number (`1709999` and four digits of a code, for instance `+8617099990227` for `SMN.0227`)
 * is rejected with that code; the delivery of one to `1709998…` fails, is late or is never reported.
 *
 * @throws {SmnError} `validation` for a bad option, for instance a fault that does not exist
 */
export function createMockService(options: MockServiceOptions = {}): MockService {
  const state = createState(settingsOf(options));
  return {
    handle: (request) =>
      new URL(request.url).pathname.startsWith(CONTROL_PATH)
        ? answerControl(request, state)
        : answerRequest(request, state),
    messages: state.messages,
    requests: state.requests,
    pushes: state.pushes,
    faults: state.faults,
    get balance() {
      return state.account.balance;
    },
    signer: state.signer,
    now: () => state.clock.now(),
    advance: (ms) => advanceBy(ms, state),
    idle: () => state.queue.idle(),
    dropPushes: () => state.queue.clear(),
    reply: (reply) => planReply(reply, state),
    addToken(token, { expiresAt = Infinity, projectId } = {}) {
      state.tokens.set(token, { expiresAt: Number(expiresAt), projectId });
    },
    expireTokens() {
      for (const [token, facts] of state.tokens) state.tokens.set(token, { ...facts, expiresAt: -Infinity });
    },
    reset: () => resetState(state),
  };
}
