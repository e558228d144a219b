import { createEarliestFirst } from "../base/earliestFirst.js";
import type { SandboxClock } from "../base/sandboxClock.js";

/** Something that is to be pushed at a time of the sandbox's clock. */
export interface PlannedPush {
  /** Milliseconds since the epoch. */
  readonly due: number;
  /** Tries once, until the signal fires. Returns whether the push is done; otherwise it is tried again later. */
  readonly attempt: (count: number, signal: AbortSignal) => Promise<boolean>;
}

/** Makes every push when it is due, independently of the answers to requests. */
export interface PushQueue {
  /** How many wait or are on their way. */
  readonly size: number;
  add(push: PlannedPush): void;
  /** Resolves when nothing is left that is due by now. */
  idle(): Promise<void>;
  /** Moves the clock forward, stopping at each push that becomes due on the way. */
  advance(ms: number): Promise<void>;
  /** Forgets everything. */
  clear(): void;
}

interface Entry extends PlannedPush {
  tries: number;
}

/** The service tries once, and six times more. */
const MOST_TRIES = 7;
/** Pause before another try, in milliseconds. */
export const RETRY_MS = 10_000;
const AT_ONCE = 8;
/** Sleeps in a row after which a clock has not moved: it is one that tests move, and polling it would never end. */
const MOST_IDLE_SLEEPS = 5;

export function createPushQueue(clock: SandboxClock): PushQueue {
  const entries = createEarliestFirst<Entry>();
  let underWay = 0;
  let flushing: Promise<void> | undefined;
  let advancing: Promise<void> = Promise.resolve();
  let isWatching = false;
  let waiting = new AbortController();
  let round = new AbortController();

  const wake = (): void => {
    waiting.abort();
    waiting = new AbortController();
  };

  async function tryOnce(entry: Entry): Promise<void> {
    const { signal } = round;
    entry.tries++;
    underWay++;
    const isDone = await entry.attempt(entry.tries, signal).catch(() => false);
    underWay--;
    if (isDone || entry.tries >= MOST_TRIES || signal.aborted) return;
    insert({ ...entry, due: clock.now() + RETRY_MS });
  }

  const isDue = (): boolean => entries.nextDue <= clock.now();

  const takeDue = (): Entry | undefined => (isDue() ? entries.take() : undefined);

  async function work(): Promise<void> {
    for (let entry = takeDue(); entry !== undefined; entry = takeDue()) await tryOnce(entry);
  }

  function flush(): Promise<void> {
    flushing ??= Promise.all(Array.from({ length: AT_ONCE }, work)).then(() => {
      flushing = undefined;
    });
    return flushing;
  }

  async function idle(): Promise<void> {
    while (flushing !== undefined || isDue()) await flush();
  }

  /** Sleeps until the next push is due, as long as any are left. */
  async function watch(): Promise<void> {
    if (isWatching) return;
    isWatching = true;
    await Promise.resolve(); // let the request that planned it be answered first
    for (let idleSleeps = 0; entries.size > 0 && idleSleeps < MOST_IDLE_SLEEPS;) {
      const before = clock.now();
      const wait = entries.nextDue - before;
      if (wait <= 0) {
        await idle();
        continue;
      }
      const { signal } = waiting;
      await clock.sleep(wait, signal).catch(() => undefined);
      idleSleeps = signal.aborted || clock.now() > before ? 0 : idleSleeps + 1;
    }
    isWatching = false;
  }

  function insert(entry: Entry): void {
    const isFirst = entry.due < entries.nextDue;
    entries.add(entry);
    if (isFirst) wake();
    void watch();
  }

  async function advance(ms: number): Promise<void> {
    const target = clock.now() + ms;
    // A push under way may fail and become due again within the time, so it is awaited first.
    await idle();
    while (entries.nextDue <= target) {
      clock.advance(Math.max(0, entries.nextDue - clock.now()));
      await idle();
    }
    if (target > clock.now()) clock.advance(target - clock.now());
    wake();
  }

  return {
    get size() {
      return entries.size + underWay;
    },
    add: (push) => insert({ ...push, tries: 0 }),
    idle,
    advance(ms) {
      advancing = advancing.then(() => advance(ms));
      return advancing;
    },
    clear() {
      entries.clear();
      round.abort();
      round = new AbortController();
      wake();
    },
  };
}
