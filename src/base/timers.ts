import type Timers from "node:timers";

/**
 * Timers as they were when the package was loaded. Test runners replace the global ones (fake timers, jsdom without
 * `setImmediate`), and a request must end all the same.
 */
const found = timersOfNode();

export const setTimer: typeof setTimeout = found.setTimeout;
export const clearTimer: typeof clearTimeout = found.clearTimeout;
/** Calls back in the next turn of the event loop. */
export const setTurn: typeof setImmediate = found.setImmediate;
/** Calls back when Node has done what it has to do next: like `process.nextTick`, which fake timers stop as well. */
export function afterTicks(callback: () => void): void {
  void Promise.resolve().then(callback);
}

/** Milliseconds since any fixed moment; fake timers stop `performance.now` as well. */
export const monotonicNow: () => number = performance.now.bind(performance);

/** Outside Node there may be no such module, and none of its turns is needed. */
function timersOfNode(): Pick<typeof Timers, "setTimeout" | "clearTimeout" | "setImmediate"> {
  const { process } = globalThis as { process?: Partial<Pick<NodeJS.Process, "getBuiltinModule">> };
  return process?.getBuiltinModule?.("node:timers") ?? globalThis;
}
