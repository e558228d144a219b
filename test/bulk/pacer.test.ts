import { describe, expect, it } from "vitest";
import { Pacer } from "../../src/bulk/pacer.js";
import { manualClock, settled, START, type ManualClock } from "./support.js";

const RUNNING = new AbortController().signal;

/** Starts requests one after the other and tells when each started, in milliseconds from the beginning. */
async function startTimes(
  pacer: Pacer,
  clock: ManualClock,
  count: number,
  messages: number,
): Promise<number[]> {
  const began = clock.now();
  const times: number[] = [];
  const work = (async () => {
    for (let request = 0; request < count; request++) {
      await pacer.start(messages, RUNNING);
      pacer.taken();
      times.push(clock.now() - began);
    }
  })();
  while (times.length < count) {
    await settled();
    await clock.advance(clock.sleeping.length === 0 ? 0 : Math.min(...clock.sleeping));
  }
  await work;
  return times;
}

async function isStarting(pacer: Pacer, messages = 1): Promise<boolean> {
  let started = false;
  const stop = new AbortController();
  pacer.start(messages, stop.signal).then(
    () => (started = true),
    () => undefined,
  );
  await settled();
  stop.abort();
  await settled();
  return started;
}

describe("a pace that is measured by a clock which nobody sets", () => {
  it("goes on when the time of day is set back an hour, or forward", async () => {
    for (const step of [-3_600_000, 3_600_000]) {
      const manual = manualClock();
      let offset = 0;
      const clock = {
        now: () => manual.now() + offset,
        monotonic: () => manual.now() - START,
        sleep: (ms: number, signal?: AbortSignal) => manual.sleep(ms, signal),
      };
      const pacer = new Pacer({ rate: 10, clock });
      await pacer.start(1, RUNNING);
      offset = step;
      const started = pacer.start(1, RUNNING);
      await settled();
      expect(manual.sleeping).toEqual([100]);
      await manual.advance(100);
      await started;
      pacer.throttled(5_000);
      offset -= 2 * step;
      void pacer.start(1, RUNNING);
      await settled();
      expect(manual.sleeping).toEqual([5_000]);
    }
  });
});

describe("Pacer", () => {
  it("holds nothing back without a rate", async () => {
    const clock = manualClock();
    expect(await startTimes(new Pacer({ rate: undefined, clock }), clock, 5, 999)).toEqual([0, 0, 0, 0, 0]);
  });

  it("spreads requests so that the rate is kept", async () => {
    const clock = manualClock();
    expect(await startTimes(new Pacer({ rate: 100, clock }), clock, 4, 50)).toEqual([0, 500, 1_000, 1_500]);
  });

  it("keeps a rate below one message a second", async () => {
    const clock = manualClock();
    expect(await startTimes(new Pacer({ rate: 0.5, clock }), clock, 3, 1)).toEqual([0, 2_000, 4_000]);
  });

  it("saves no allowance up while nothing is sent", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: 10, clock });
    await startTimes(pacer, clock, 1, 10);
    await clock.advance(60_000);
    expect(await startTimes(pacer, clock, 3, 10)).toEqual([0, 1_000, 2_000]);
  });

  it("keeps the rate for requests that want to start at once", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: 10, clock });
    const times: number[] = [];
    for (let request = 0; request < 4; request++)
      void pacer.start(10, RUNNING).then(() => times.push(clock.now() - START));
    for (let second = 0; second < 5; second++) await clock.advance(second === 0 ? 0 : 1_000);
    expect(times).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it("holds every request back while the service throttles", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: undefined, clock });
    pacer.throttled(5_000);
    expect(await isStarting(pacer)).toBe(false);
    await clock.advance(4_999);
    expect(await isStarting(pacer)).toBe(false);
    await clock.advance(1);
    expect(await isStarting(pacer)).toBe(true);
  });

  it("keeps the longer one of two pauses", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: undefined, clock });
    pacer.throttled(5_000);
    pacer.throttled(1_000);
    pacer.unreachable(2_000);
    await clock.advance(4_999);
    expect(await isStarting(pacer)).toBe(false);
  });

  it("goes on at half the speed that it had, and recovers", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: 10, clock });
    await startTimes(pacer, clock, 3, 1);
    pacer.throttled(1_000);
    await clock.advance(1_000);
    const times = await startTimes(pacer, clock, 60, 1);
    const gaps = times.slice(1).map((time, place) => time - times[place]!);
    expect(gaps[0]).toBeCloseTo(200, 3);
    expect(gaps.every((gap, place) => place === 0 || gap <= gaps[place - 1]! + 1e-6)).toBe(true);
    expect(gaps.at(-1)).toBeCloseTo(100, 3);
  });

  it("runs free again after a throttle when the service takes everything", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: undefined, clock });
    pacer.throttled(1_000);
    await clock.advance(1_000);
    const times = await startTimes(pacer, clock, 20, 999);
    expect(times[1]! - times[0]!).toBeGreaterThan(0);
    expect(times.at(-1)! - times.at(-2)!).toBe(0);
  });

  it("is slowed once by requests that were refused together", async () => {
    const gapAfter = async (refusals: number): Promise<number> => {
      const clock = manualClock();
      const pacer = new Pacer({ rate: 100, clock });
      await startTimes(pacer, clock, 5, 1);
      for (let refusal = 0; refusal < refusals; refusal++) pacer.throttled(1_000);
      await clock.advance(1_000);
      const times = await startTimes(pacer, clock, 2, 1);
      return times[1]! - times[0]!;
    };
    expect(await gapAfter(1)).toBeCloseTo(20, 3);
    expect(await gapAfter(4)).toBeCloseTo(20, 3);
  });

  it("goes by the usual gap between requests, not by the last one alone", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: undefined, clock });
    for (const gap of [0, 100, 100, 100, 0]) {
      await clock.advance(gap);
      await pacer.start(1, RUNNING);
    }
    pacer.throttled(1_000);
    await clock.advance(1_000);
    const [, second = 0] = await startTimes(pacer, clock, 2, 1);
    // Twice 80 ms, less what it has recovered by the request that was taken in between.
    expect(second).toBeGreaterThan(100);
    expect(second).toBeLessThanOrEqual(160);
  });

  it("is slowed again by a refusal that comes at the very end of the pause", async () => {
    const gapAfter = async (wait: number): Promise<number> => {
      const clock = manualClock();
      const pacer = new Pacer({ rate: undefined, clock });
      pacer.throttled(1_000);
      await clock.advance(wait);
      pacer.throttled(1_000);
      await clock.advance(5_000);
      const [first = 0, second = 0] = await startTimes(pacer, clock, 2, 1);
      return second - first;
    };
    expect(await gapAfter(1_000)).toBeGreaterThan(await gapAfter(999));
  });

  it("is slowed further by a refusal after the pause, but not below one request a second", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: 100, clock });
    await startTimes(pacer, clock, 5, 1);
    const gaps: number[] = [];
    for (let refusal = 0; refusal < 8; refusal++) {
      pacer.throttled(10);
      await clock.advance(10_000);
      await pacer.start(1, RUNNING);
      const before = clock.now();
      const next = pacer.start(1, RUNNING);
      await settled();
      const [gap = 0] = clock.sleeping;
      await clock.advance(gap);
      await next;
      gaps.push(clock.now() - before);
    }
    expect(gaps[1]).toBeGreaterThan(gaps[0]!);
    expect(Math.max(...gaps)).toBe(1_000);
    expect(gaps.at(-1)).toBe(1_000);
  });

  it("is paused, not slowed, when the service cannot be reached", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: undefined, clock });
    pacer.unreachable(3_000);
    expect(await isStarting(pacer)).toBe(false);
    await clock.advance(3_000);
    expect(await startTimes(pacer, clock, 3, 1)).toEqual([0, 0, 0]);
  });

  it("holds repetitions back as well, without counting their messages again", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: 1, clock });
    expect(await startTimes(pacer, clock, 3, 0)).toEqual([0, 0, 0]);
    pacer.throttled(500);
    expect(await isStarting(pacer, 0)).toBe(false);
  });

  it("stops waiting with the run", async () => {
    const clock = manualClock();
    const pacer = new Pacer({ rate: undefined, clock });
    pacer.throttled(5_000);
    const stop = new AbortController();
    const start = pacer.start(1, stop.signal);
    stop.abort(new Error("over"));
    await expect(start).rejects.toThrow("over");
    expect(clock.sleeping).toEqual([]);
  });
});
