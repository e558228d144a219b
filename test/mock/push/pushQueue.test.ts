import { describe, expect, it } from "vitest";
import type { Clock } from "../../../src/base/clock.js";
import { createSandboxClock, type SandboxClock } from "../../../src/mock/base/sandboxClock.js";
import { createPushQueue, RETRY_MS, type PushQueue } from "../../../src/mock/push/pushQueue.js";
import { NOON } from "../support.js";

/** Stands still; whoever sleeps is woken by `pass` only. */
function stillClock(): Clock & { pass(ms: number): Promise<void> } {
  let time = NOON;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  return {
    now: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { until: time + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    async pass(ms) {
      time += ms;
      for (const sleeper of sleepers)
        if (sleeper.until <= time) {
          sleepers.delete(sleeper);
          sleeper.wake();
        }
      await new Promise(setImmediate);
    },
  };
}

interface Stage {
  base: ReturnType<typeof stillClock>;
  clock: SandboxClock;
  queue: PushQueue;
  /** What was tried, and when, in milliseconds after noon. */
  tries: [name: string, at: number][];
  add: (name: string, due: number, verdict?: (count: number) => boolean | Promise<boolean>) => void;
}

function stage(): Stage {
  const base = stillClock();
  const clock = createSandboxClock(base);
  const queue = createPushQueue(clock);
  const tries: Stage["tries"] = [];
  return {
    base,
    clock,
    queue,
    tries,
    add: (name, due, verdict = () => true) =>
      queue.add({
        due: NOON + due,
        attempt: async (count) => {
          tries.push([name, clock.now() - NOON]);
          return verdict(count);
        },
      }),
  };
}

describe("the queue of pushes", () => {
  it("pushes nothing before its time", async () => {
    const { queue, add, tries } = stage();
    add("a", 100);
    await queue.idle();
    await queue.advance(99);
    expect([tries, queue.size]).toEqual([[], 1]);
    await queue.advance(1);
    expect([tries, queue.size]).toEqual([[["a", 100]], 0]);
  });

  it("stops at everything that comes due on the way, in its order", async () => {
    const { queue, add, tries, clock } = stage();
    add("late", 500);
    add("early", 100);
    add("never", 5000);
    await queue.advance(1000);
    expect(tries).toEqual([
      ["early", 100],
      ["late", 500],
    ]);
    expect(clock.now()).toBe(NOON + 1000);
  });

  it("adds up advances that overlap", async () => {
    const { queue, clock } = stage();
    await Promise.all([queue.advance(10), queue.advance(20)]);
    expect(clock.now()).toBe(NOON + 30);
  });

  it("tries again six times, then gives up", async () => {
    const { queue, add, tries } = stage();
    add("a", 0, () => false);
    await queue.advance(100 * RETRY_MS);
    expect(tries.map(([, at]) => at)).toEqual([0, 1, 2, 3, 4, 5, 6].map((count) => count * RETRY_MS));
    expect(queue.size).toBe(0);
  });

  it("takes an attempt that throws for a failure", async () => {
    const { queue, add, tries } = stage();
    add("a", 0, (count) => {
      if (count === 1) throw new Error("broken");
      return true;
    });
    await queue.advance(RETRY_MS);
    expect(tries).toHaveLength(2);
  });

  it("pushes beside, when the clock runs by itself", async () => {
    const { base, add, tries, queue } = stage();
    add("late", 300);
    add("early", 100);
    await base.pass(50);
    expect(tries).toEqual([]);
    await base.pass(60);
    expect(tries).toEqual([["early", 110]]);
    await base.pass(500);
    await queue.idle();
    expect(tries).toEqual([
      ["early", 110],
      ["late", 610],
    ]);
  });

  it("goes on to wait after the clock was set forward", async () => {
    const { base, add, tries, queue } = stage();
    add("a", 1000);
    add("b", 3000);
    await queue.advance(2000);
    await base.pass(1000);
    expect(tries.map(([name]) => name)).toEqual(["a", "b"]);
  });

  it("does not spin on a clock whose sleep takes no time", async () => {
    let sleeps = 0;
    const clock = createSandboxClock({
      now: () => NOON,
      sleep: async () => {
        sleeps++;
      },
    });
    const queue = createPushQueue(clock);
    queue.add({ due: NOON + 1, attempt: async () => true });
    await new Promise(setImmediate);
    expect([sleeps < 10, queue.size]).toEqual([true, 1]);
    await queue.advance(1);
    expect(queue.size).toBe(0);
  });

  it("has a few under way at once, and is idle when they are through", async () => {
    const { queue, add } = stage();
    const open: (() => void)[] = [];
    let most = 0;
    for (let i = 0; i < 30; i++)
      add(String(i), 0, async () => {
        await new Promise<void>((resolve) => {
          open.push(resolve);
          most = Math.max(most, open.length);
        });
        return true;
      });
    let isIdle = false;
    const idle = queue.idle().then(() => (isIdle = true));
    while (queue.size > 0) {
      await new Promise(setImmediate);
      expect(isIdle).toBe(queue.size === 0);
      for (const resolve of open.splice(0)) resolve();
      await new Promise(setImmediate);
    }
    await idle;
    expect(most).toBe(8);
  });

  it("forgets what waits, and what would be tried again", async () => {
    const { queue, add, tries } = stage();
    add("a", 100);
    add("b", 0, () => {
      queue.clear();
      return false;
    });
    await queue.advance(100_000);
    expect([tries, queue.size]).toEqual([[["b", 0]], 0]);
  });
});
