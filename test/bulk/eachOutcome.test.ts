import { describe, expect, it } from "vitest";
import { eachOutcome } from "../../src/bulk/eachOutcome.js";
import type { SmsMessage } from "../../src/messages/types.js";
import type { Outcome } from "../../src/messages/outcome.js";
import { drain, INVALID, messageOf, messagesOf, range, run, service, settled } from "./support.js";

/** What a loop by `eachOutcome` sees, in its order. */
async function seen(
  outcomes: AsyncIterable<Outcome<SmsMessage>>,
): Promise<{ outcomes: unknown[]; error?: unknown }> {
  const list: unknown[] = [];
  try {
    await eachOutcome(outcomes, (outcome) => list.push(outcome));
    return { outcomes: list };
  } catch (error) {
    return { outcomes: list, error };
  }
}

describe("eachOutcome", () => {
  const mixed = (): SmsMessage[] =>
    range(500).map((index) => (index % 5 === 3 ? INVALID : messageOf(index % 7 === 0 ? 0 : index)));

  it("sees what a loop sees, in the same order", async () => {
    const options = { batchSize: 20, concurrency: 3 };
    const looped = await drain(run(service(), mixed(), options));
    expect(looped.outcomes).toHaveLength(500);
    expect(await seen(run(service(), mixed(), options))).toEqual(looped);
  });

  it("sees all outcomes of a run that stops, then throws what ended it", async () => {
    const stopped = async (read: typeof seen): Promise<{ outcomes: unknown[]; error?: unknown }> => {
      const controller = new AbortController();
      const { signal } = controller;
      const held = service("hold");
      const ended = read(run(held, messagesOf(50), { batchSize: 10, concurrency: 1, signal }));
      while (held.open.length === 0) await settled();
      controller.abort();
      held.open[0]?.accept();
      return ended;
    };
    const looped = await stopped(drain);
    expect(looped.error).toMatchObject({ code: "aborted" });
    expect(looped.outcomes.length).toBeGreaterThanOrEqual(10);
    expect(await stopped(seen)).toEqual(looped);
  });

  it("ends the run when the callback throws, as leaving a loop does", async () => {
    const held = service();
    const broken = new Error("broken");
    const reading = eachOutcome(run(held, messagesOf(1_000), { batchSize: 10 }), () => {
      throw broken;
    });
    await expect(reading).rejects.toBe(broken);
    expect(held.requests.length).toBeLessThan(100);
  });

  it("loops over any other outcomes", async () => {
    const looped = await drain(run(service(), messagesOf(30), { batchSize: 7 }));
    async function* others(): AsyncGenerator<Outcome<SmsMessage>> {
      yield* looped.outcomes;
    }
    expect(await seen(others())).toEqual({ outcomes: looped.outcomes });
  });
});
