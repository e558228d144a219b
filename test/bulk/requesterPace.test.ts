import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { drain, manualClock, messagesOf, run, service, settled } from "./support.js";

const refusal = (status: number): SmnError => new SmnError("No.", { code: "api", sent: "no", status });

describe("the pace of a run", () => {
  it("is halved after a 429, for all its requests, and only paused after other failures", async () => {
    const gapAfter = async (status: number): Promise<number> => {
      const clock = manualClock();
      const held = service("hold");
      void drain(run(held, messagesOf(8), { batchSize: 1, concurrency: 2, rate: 10 }, clock));
      while (held.open.length < 1) await settled();
      await clock.advance(100);
      held.requests[0]!.hooks.onPause?.(1_000, refusal(status));
      const starts: number[] = [];
      for (let ms = 0; ms < 4_000; ms += 50) {
        const before = held.requests.length;
        for (const request of [...held.open]) request.accept();
        await clock.advance(50);
        if (held.requests.length > before) starts.push(ms);
      }
      expect(starts[0]).toBeGreaterThanOrEqual(900);
      return starts[2]! - starts[1]!;
    };
    const [throttled, unreachable] = [await gapAfter(429), await gapAfter(503)];
    expect(throttled).toBeGreaterThan(unreachable);
  });

  it("does not count a message again that is retried", async () => {
    const clock = manualClock();
    const held = service("hold");
    void drain(run(held, messagesOf(2), { batchSize: 1, concurrency: 2, rate: 1 }, clock));
    while (held.open.length < 1) await settled();
    await clock.advance(1_000);
    expect(held.requests).toHaveLength(2);
    let retried = false;
    void Promise.resolve(held.requests[0]!.hooks.beforeAttempt?.(2)).then(() => (retried = true));
    await clock.advance(1_000);
    expect(retried).toBe(true);
    let again = false;
    void Promise.resolve(held.requests[0]!.hooks.beforeAttempt?.(3)).then(() => (again = true));
    await settled();
    expect(again).toBe(true);
    for (const request of [...held.open]) request.accept();
  });
});
