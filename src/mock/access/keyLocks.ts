import type { Clock } from "../../base/clock.js";

/** Locks an access key for five minutes after more than five failures in a row, as the gateway does. */
export interface KeyLocks {
  isLocked(ak: string): boolean;
  failed(ak: string): void;
  succeeded(ak: string): void;
  clear(): void;
}

const MOST_FAILURES = 5;
const LOCK_MS = 5 * 60_000;

export function createKeyLocks(clock: Clock): KeyLocks {
  const failures = new Map<string, { count: number; lockedUntil: number }>();
  return {
    isLocked(ak) {
      const entry = failures.get(ak);
      if (entry === undefined || entry.count <= MOST_FAILURES) return false;
      if (clock.now() < entry.lockedUntil) return true;
      failures.delete(ak);
      return false;
    },
    failed(ak) {
      const count = (failures.get(ak)?.count ?? 0) + 1;
      failures.set(ak, { count, lockedUntil: clock.now() + LOCK_MS });
    },
    succeeded: (ak) => void failures.delete(ak),
    clear: () => failures.clear(),
  };
}
