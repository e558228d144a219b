import type { TokenFacts } from "../access/authenticate.js";
import { createKeyLocks } from "../access/keyLocks.js";
import { createChangeFeed } from "../base/changeFeed.js";
import { createRandom } from "../base/random.js";
import { createSandboxClock } from "../base/sandboxClock.js";
import { createFaultQueue } from "../faults/faultQueue.js";
import type { Settings } from "../options/settings.js";
import { createPushSigner } from "../push/createPushSigner.js";
import { createPushQueue } from "../push/pushQueue.js";
import { createInboxLog } from "./inboxLog.js";
import type { SandboxState } from "./sandboxState.js";

/** The initial state of a sandbox. */
export function createState(settings: Settings): SandboxState {
  const random = createRandom(settings.seed);
  // The moment of a push depends on timers; ids from the same generator would make those of answers unpredictable.
  const pushRandom = createRandom(settings.seed - 1);
  const clock = createSandboxClock(settings.clock);
  const changes = createChangeFeed();
  const state: SandboxState = {
    settings,
    random,
    clock,
    faults: createFaultQueue(random, changes.notify),
    locks: createKeyLocks(clock),
    tokens: new Map<string, TokenFacts>(),
    messages: [],
    requests: [],
    usage: new Map(),
    deliveries: new Map(),
    inbox: createInboxLog(),
    changes,
    signs: [],
    account: { balance: 0, resets: -1 },
    topics: new Map(),
    queue: createPushQueue(clock),
    pushes: [],
    signer: createPushSigner({ clock, createId: () => pushRandom.id() }),
  };
  resetState(state);
  return state;
}

/** Returns a state to its beginning; the sequence of ids continues. */
export function resetState(state: SandboxState): void {
  const { settings, faults, locks, tokens, messages, requests, signs, topics } = state;
  state.queue.clear();
  state.clock.reset();
  for (const list of [messages, requests, signs, state.pushes]) list.length = 0;
  for (const map of [state.usage, state.deliveries, tokens, topics]) map.clear();
  locks.clear();
  faults.clear();
  for (const token of settings.tokens) tokens.set(token, { expiresAt: Infinity, projectId: undefined });
  for (const fault of settings.faults) faults.add(fault);
  for (const { event_type, topic_urn } of settings.callbacks) topics.set(event_type, topic_urn);
  signs.push(...settings.signs.map((sign) => ({ ...sign })));
  state.inbox.clear();
  state.account.balance = settings.balance;
  state.account.resets++;
  state.changes.notify();
}
