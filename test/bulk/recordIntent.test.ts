import { subscribe, unsubscribe } from "node:diagnostics_channel";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Clock } from "../../src/base/clock.js";
import { SmnError } from "../../src/base/errors.js";
import type { IntentDetails, Journal } from "../../src/journal/journal.js";
import { recordIntent } from "../../src/bulk/recordIntent.js";
import { drain, manualClock, messagesOf, run, service } from "./support.js";

const MINUTE = 60_000;

/** A journal whose clock moves by these steps, one for each intent that it records. */
function slow(steps: readonly number[]): { journal: Journal; clock: Clock; intents: number } {
  let now = 1_000_000_000;
  const rest = [...steps];
  const record = {
    intents: 0,
    clock: { now: () => now, sleep: () => Promise.resolve() },
    journal: {
      runId: "run",
      decide: () => "send",
      async intend() {
        record.intents++;
        await Promise.resolve();
        now += rest.shift() ?? 0;
      },
      settle: () => Promise.resolve(),
      close: () => Promise.resolve(),
    } satisfies Journal,
  };
  return record;
}

describe("an intent", () => {
  it("is recorded once when its request can leave within a minute", async () => {
    const record = slow([MINUTE]);
    await recordIntent(record.journal, [0], {}, record.clock);
    expect(record.intents).toBe(1);
  });

  it("is recorded again when the machine slept, or its clock was set back, before the request left", async () => {
    for (const step of [MINUTE + 1, 3_600_000, -1]) {
      const record = slow([step]);
      await recordIntent(record.journal, [0], {}, record.clock);
      expect(record.intents).toBe(2);
    }
  });

  it("is recorded again when only one of the two clocks shows that more than a minute passed", async () => {
    for (const step of [MINUTE, MINUTE + 1]) {
      const record = slow([0]);
      let elapsed = 0;
      const intend: Journal["intend"] = async (...given) => {
        await record.journal.intend(...given);
        if (record.intents === 1) elapsed += step;
      };
      await recordIntent(
        { ...record.journal, intend },
        [0],
        {},
        { ...record.clock, monotonic: () => elapsed },
      );
      expect(record.intents).toBe(step > MINUTE ? 2 : 1);
    }
  });

  it("is recorded again sooner where the journal says that others may take over, and never later", async () => {
    for (const [freshMs, step, intents] of [
      [5_000, 5_000, 1],
      [5_000, 5_001, 2],
      [10 * MINUTE, MINUTE + 1, 2],
    ] as const) {
      const record = slow([step]);
      const given: IntentDetails[] = [];
      const journal: Journal = { ...record.journal, freshMs: (details) => (given.push(details), freshMs) };
      await recordIntent(journal, [0], { timeoutMs: 3 }, record.clock);
      expect([record.intents, given]).toEqual([intents, [{ timeoutMs: 3 }]]);
    }
  });

  it("that is never fresh, by what the journal says, keeps the request back", async () => {
    const record = slow([]);
    const journal: Journal = { ...record.journal, freshMs: () => Number.NaN };
    await expect(recordIntent(journal, [0], {}, record.clock)).rejects.toMatchObject({ sent: "no" });
  });

  it("is never older than a minute when the request leaves", async () => {
    const steps = fc.array(fc.integer({ min: -2 * MINUTE, max: 3 * MINUTE }), { minLength: 3, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const record = slow(list);
        let left = true;
        await recordIntent(record.journal, [0], {}, record.clock).catch(() => (left = false));
        const last = list[record.intents - 1] ?? Number.NaN;
        expect(left).toBe(last >= 0 && last <= MINUTE);
        expect(record.intents).toBeLessThanOrEqual(3);
      }),
    );
  });

  it("that cannot be recorded in time keeps the request back, and says so", async () => {
    const record = slow([2 * MINUTE, 2 * MINUTE, 2 * MINUTE, 2 * MINUTE]);
    const failure = recordIntent(record.journal, [0], {}, record.clock);
    await expect(failure).rejects.toMatchObject({ code: "journal", reason: "failed", sent: "no" });
    await expect(failure).rejects.toThrow("was not sent");
    await expect(failure).rejects.toThrow("needs more than 60 seconds");
    expect(record.intents).toBe(3);
  });

  it("that fails is the failure of the journal", async () => {
    const { journal, clock } = slow([]);
    const broken: Journal = { ...journal, intend: () => Promise.reject(new Error("no space")) };
    await expect(recordIntent(broken, [0], {}, clock)).rejects.toMatchObject({ code: "journal" });
    await expect(recordIntent(broken, [0], {}, clock)).rejects.toBeInstanceOf(SmnError);
  });

  it("is told to whoever listens", async () => {
    const heard: unknown[] = [];
    const hear = (message: unknown): void => void heard.push(message);
    subscribe("tracing:smn-sms:journal:start", hear);
    onTestFinished(() => void unsubscribe("tracing:smn-sms:journal:start", hear));
    const { journal, clock } = slow([]);
    await recordIntent(journal, [1, 2], {}, clock);
    expect(heard).toMatchObject([{ operation: "intend", messages: 2 }]);
  });

  it("passes on what is known of its messages", async () => {
    const { journal, clock } = slow([]);
    const given: unknown[] = [];
    const intend: Journal["intend"] = async (...parameters) => void given.push(parameters);
    await recordIntent({ ...journal, intend }, [1, 2], { correlate: "extend_code" }, clock);
    await recordIntent({ ...journal, intend }, [3], { timeoutMs: 5 }, clock);
    expect(given).toEqual([
      [[1, 2], { correlate: "extend_code" }],
      [[3], { timeoutMs: 5 }],
    ]);
  });
});

describe("a run whose machine sleeps between an intent and its request", () => {
  it("records the intent again before the request leaves", async () => {
    const clock = manualClock();
    const log: string[] = [];
    const { journal } = slow([]);
    const intend: Journal["intend"] = async () => {
      log.push(`intended at ${clock.now()}`);
      if (log.length === 1) await clock.advance(60 * MINUTE);
    };
    const held = service();
    const { outcomes } = await drain(run(held, messagesOf(1), { journal: { ...journal, intend } }, clock));
    expect(outcomes.map(({ status }) => status)).toEqual(["accepted"]);
    expect(log).toHaveLength(2);
    expect(log[1]).toBe(`intended at ${clock.now()}`);
  });
});
