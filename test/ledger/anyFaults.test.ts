import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FaultyPool, type Fault } from "./faultyPool.js";
import { bench, messagesOf, quick, type Bench } from "./support.js";

let at: Bench;
beforeAll(async () => {
  at = await bench();
});
afterAll(() => at.end());

const LEASE = 91_000;
const FAULTS: readonly Fault[] = ["before", "after", "later", undefined];

/** What one delivery of the job meets. */
const delivery = fc.record({
  /** For one statement after the other. */
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 6 }),
  /** Whether the request is refused, broken before or behind the service, or fine. */
  answer: fc.constantFrom("fine", "fine", "reset before", "reset after", "throttled"),
  /** Whether it is long after the last one. */
  isLate: fc.boolean(),
});

let jobs = 0;

describe("whatever breaks, and however often a job is delivered", () => {
  it("no message is sent twice, none is lost, and what is said is true", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(delivery, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        async (rounds, count) => {
          const key = `job ${jobs}`;
          const messages = messagesOf(count, 1_000 * jobs++);
          const numbers = new Set(messages.map(({ endpoint }) => endpoint));
          const later: FaultyPool[] = [];
          for (const round of rounds) {
            await Promise.all(
              round.map(async ({ faults, answer, isLate }) => {
                if (isLate) await at.pass(LEASE);
                if (answer === "reset before") at.service.faults.add({ kind: "reset", when: "before" });
                if (answer === "reset after") at.service.faults.add({ kind: "reset", when: "after" });
                if (answer === "throttled") at.service.faults.add({ kind: "throttle", retryAfter: 1 });
                const left = [...faults];
                const pool = new FaultyPool(at.pool, () => left.shift());
                later.push(pool);
                const { ledger, sms } = at.worker({ pool, clock: quick });
                await ledger.sendOnce(sms, key, messages).catch(() => undefined);
              }),
            );
          }
          await Promise.all(later.flatMap((pool) => pool.later));
          at.service.faults.clear();
          await at.pass(LEASE);
          const { ledger, sms } = at.worker({ clock: quick });
          const outcomes = await ledger.sendOnce(sms, key, messages);
          const sent = at.service.messages.filter(({ endpoint }) => numbers.has(endpoint));
          const times = messages.map(
            ({ endpoint }) => sent.filter((one) => one.endpoint === endpoint).length,
          );
          for (const [place, { status, index }] of outcomes.entries()) {
            expect(index).toBe(place);
            expect(times[place]).toBeLessThanOrEqual(1);
            if (status === "accepted") expect(times[place]).toBe(1);
            else expect(status).toBe("unknown");
          }
          const counts = await at.ledger.counts(key);
          const of = (wanted: string): number => outcomes.filter(({ status }) => status === wanted).length;
          if ((await at.ledger.counts(key)).pending === 0)
            expect(counts).toMatchObject({ accepted: of("accepted"), unknown: of("unknown"), sending: 0 });
        },
      ),
      { numRuns: Number(process.env["SMN_SMS_LEDGER_RUNS"] ?? 10) },
    );
  }, 60_000);
});
