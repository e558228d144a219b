import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClock, elapsedBy, LONGEST_TIMER, systemClock, type Clock } from "../../src/base/clock.js";

describe("systemClock", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  // With the timers of the test: its own are those from before.
  const clockNow = (): Clock => createClock(setTimeout, clearTimeout);

  it("goes on while a test has stopped the timers", async () => {
    const before = elapsedBy(systemClock);
    await systemClock.sleep(2);
    expect(elapsedBy(systemClock)).toBeGreaterThan(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, 5, LONGEST_TIMER, LONGEST_TIMER + 1, 2.5 * LONGEST_TIMER])(
    "sleeps for %i ms, also where no timer is that long",
    async (ms) => {
      let isAwake = false;
      void clockNow()
        .sleep(ms)
        .then(() => (isAwake = true));
      await vi.advanceTimersByTimeAsync(Math.max(0, ms - 1));
      expect(isAwake).toBe(ms === 0);
      await vi.advanceTimersByTimeAsync(1);
      expect(isAwake).toBe(true);
    },
  );

  it.each([10, Infinity])("stops sleeping for %i ms when its signal fires", async (ms) => {
    const stop = new AbortController();
    const clock = clockNow();
    const asleep = clock.sleep(ms, stop.signal);
    stop.abort(new Error("enough"));
    await expect(asleep).rejects.toThrow("enough");
    expect(vi.getTimerCount()).toBe(0);
    await expect(clock.sleep(ms, stop.signal)).rejects.toThrow("enough");
  });
});

describe("elapsedBy", () => {
  it("reads the clock that nobody sets, where there is one", () => {
    const clock = { now: () => 5, sleep: async () => undefined };
    expect(elapsedBy(clock)).toBe(5);
    expect(elapsedBy({ ...clock, monotonic: () => 7 })).toBe(7);
  });
});
