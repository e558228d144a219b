import type PerfHooks from "node:perf_hooks";
import type Timers from "node:timers";

/**
 * Timers as they are without a test runner, which replaces the global ones and those of `node:timers` (fake timers, jsdom
 * without `setImmediate`): a request must end all the same, whether they were replaced before this was loaded or after.
 */
const found: Pick<typeof Timers, TimerName> = builtin("node:timers") ?? globalThis;

export const setTimer: typeof setTimeout = real("setTimeout");
export const clearTimer: typeof clearTimeout = real("clearTimeout");
export const setRegular: typeof setInterval = real("setInterval");
export const clearRegular: typeof clearInterval = real("clearInterval");
/** Calls back in the next turn of the event loop. */
export const setTurn: typeof setImmediate = real("setImmediate");
/** Calls back when Node has done what it has to do next: like `process.nextTick`, which fake timers stop as well. */
export function afterTicks(callback: () => void): void {
  void Promise.resolve().then(callback);
}

/** Milliseconds since any fixed moment. */
export const monotonicNow: () => number = realNow();

type TimerName = "setTimeout" | "clearTimeout" | "setInterval" | "clearInterval" | "setImmediate";

/** The fake timers of Jest, Vitest and Sinon are those of one library, which keeps what it replaces. */
function real<Name extends TimerName>(name: Name): (typeof Timers)[Name] {
  const timer = found[name] as (typeof Timers)[Name] & { clock?: Record<string, unknown> };
  const kept = timer.clock?.[`_${name}`];
  return typeof kept === "function" ? (kept as (typeof Timers)[Name]) : timer;
}

/** Fakes replace `performance` or its own `now`, not that of its prototype. */
function realNow(): () => number {
  const { performance: own } = builtin("node:perf_hooks") ?? globalThis;
  const { now } = Object.getPrototypeOf(own) as { now?: typeof own.now };
  return (now ?? own.now).bind(own);
}

/** Outside Node there may be no such module. */
function builtin(id: "node:timers"): typeof Timers | undefined;
function builtin(id: "node:perf_hooks"): typeof PerfHooks | undefined;
function builtin(id: string): unknown {
  const { process } = globalThis as { process?: Partial<Pick<NodeJS.Process, "getBuiltinModule">> };
  return process?.getBuiltinModule?.(id);
}
