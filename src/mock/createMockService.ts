import { answerRequest } from "./answerRequest.js";
import type { TokenFacts } from "./authenticate.js";
import { answerControl, CONTROL_PATH } from "./control.js";
import { createFaultQueue, type FaultQueue } from "./faultQueue.js";
import { createKeyLocks } from "./keyLocks.js";
import { settingsOf, type MockServiceOptions, type Settings } from "./mockOptions.js";
import { createRandom } from "./random.js";
import type { AcceptedMessage, RequestRecord, SandboxState } from "./sandboxState.js";

/** A service in memory that behaves as documented, with all that it was sent and told. */
export interface MockService {
  /**
   * Answers a request, whatever its host. Never throws. An answer that a fault breaks off (`stall`, `reset`,
   * `truncate`) has a body that fails when it is read.
   *
   * Paths under `/__sandbox/` are the control endpoints.
   */
  handle(request: Request): Promise<Response>;
  /** Every message that was accepted, oldest first. */
  readonly messages: readonly AcceptedMessage[];
  /** Every request that arrived, oldest first, control endpoints aside; neither headers nor bodies. */
  readonly requests: readonly RequestRecord[];
  /** The failures to show. */
  readonly faults: FaultQueue;
  /** Accepts one more token. */
  addToken(token: string, options?: AddTokenOptions): void;
  /** Lets every token that is known now expire: requests with them get 401 `APIGW.0307`. */
  expireTokens(): void;
  /**
   * Back to the beginning: no messages, requests, used quotas or locked keys; tokens and faults as the options
   * had them. Ids go on, so that none comes twice.
   */
  reset(): void;
}

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
 * is rejected with that code.
 *
 * @throws {SmnError} `validation` for an option that cannot be, for instance a fault that does not exist
 */
export function createMockService(options: MockServiceOptions = {}): MockService {
  const settings = settingsOf(options);
  const state = stateOf(settings);
  const service: MockService = {
    handle: (request) =>
      new URL(request.url).pathname.startsWith(CONTROL_PATH)
        ? answerControl(request, service, state.random.id())
        : answerRequest(request, state),
    messages: state.messages,
    requests: state.requests,
    faults: state.faults,
    addToken(token, { expiresAt = Infinity, projectId } = {}) {
      state.tokens.set(token, { expiresAt: Number(expiresAt), projectId });
    },
    expireTokens() {
      for (const [token, facts] of state.tokens) state.tokens.set(token, { ...facts, expiresAt: -Infinity });
    },
    reset: () => fill(state),
  };
  return service;
}

function stateOf(settings: Settings): SandboxState {
  const random = createRandom(settings.seed);
  const state: SandboxState = {
    settings,
    random,
    faults: createFaultQueue(random),
    locks: createKeyLocks(settings.clock),
    tokens: new Map<string, TokenFacts>(),
    messages: [],
    requests: [],
    usage: new Map(),
  };
  fill(state);
  return state;
}

function fill({ settings, faults, locks, tokens, messages, requests, usage }: SandboxState): void {
  messages.length = 0;
  requests.length = 0;
  usage.clear();
  locks.clear();
  tokens.clear();
  for (const token of settings.tokens) tokens.set(token, { expiresAt: Infinity, projectId: undefined });
  faults.clear();
  for (const fault of settings.faults) faults.add(fault);
}
