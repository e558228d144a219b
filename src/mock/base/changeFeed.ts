/** Tells whoever watches a sandbox that something in it has changed. */
export interface ChangeFeed {
  /** Tells every listener. */
  readonly notify: () => void;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<() => void>();
  return {
    notify() {
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
