import type { SandboxState } from "../account/sandboxState.js";
import type { ScheduledFault } from "../faults/fault.js";
import type { MockSign } from "../options/mockOptions.js";

/** Everything about a sandbox that is small, and enough to see whether its lists have changed. */
export interface Summary {
  /** The sandbox's time, in milliseconds since the epoch. */
  now: number;
  /** How often it was reset; another number means that all lists begin anew. */
  resets: number;
  /** The highest version of a text in the inbox. */
  inbox_version: number;
  /** Texts in the inbox. */
  texts: number;
  /** Messages that were accepted. */
  messages: number;
  requests: number;
  /** Attempts to push. */
  pushes: number;
  /** Pushes that wait or are under way. */
  waiting_pushes: number;
  faults: readonly ScheduledFault[];
  /** Parts that are left; null without a limit. */
  balance: number | null;
  signs: readonly MockSign[];
  /** Whether reports and replies are pushed. */
  has_callback: boolean;
  /** Whether the clock may be moved from outside. */
  clock_control: boolean;
}

/** Sums up a sandbox. */
export function summaryOf(state: SandboxState): Summary {
  const { clock, account, inbox, settings, queue } = state;
  return {
    now: clock.now(),
    resets: account.resets,
    inbox_version: inbox.version,
    texts: inbox.size,
    messages: state.messages.length,
    requests: state.requests.length,
    pushes: state.pushes.length,
    waiting_pushes: queue.size,
    faults: state.faults.pending,
    balance: account.balance === Infinity ? null : account.balance,
    signs: state.signs,
    has_callback: settings.callbackUrl !== undefined,
    clock_control: settings.clockControl,
  };
}
