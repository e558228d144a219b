interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly stop: () => void;
}

/** Who waits for a signal, while anybody does. */
const bySignal = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls back when a signal fires; at once where it has. A signal gets one listener, however many wait: Node warns of a
 * leak at the eleventh.
 *
 * @returns forgets the callback
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  const { callbacks, stop } = bySignal.get(signal) ?? listen(signal);
  // A function of its own, so that the same callback can wait twice.
  const entry = (): void => callback();
  callbacks.add(entry);
  return () => {
    if (callbacks.delete(entry) && callbacks.size === 0) stop();
  };
}

function listen(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const fire = (): void => {
    stop();
    for (const callback of [...callbacks]) callback();
  };
  const stop = (): void => {
    bySignal.delete(signal);
    signal.removeEventListener("abort", fire);
  };
  const waiting = { callbacks, stop };
  bySignal.set(signal, waiting);
  signal.addEventListener("abort", fire);
  return waiting;
}
