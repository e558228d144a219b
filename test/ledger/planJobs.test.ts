import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planJobs, type RunJob } from "../../src/ledger/index.js";
import { compactKey } from "../../src/messages/phoneNumber.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { RecentNumbers } from "../../src/ledger/recentNumbers.js";
import { messageOf, messagesOf, numberOf } from "../bulk/support.js";

async function all(jobs: AsyncIterable<RunJob>): Promise<RunJob[]> {
  const found: RunJob[] = [];
  for await (const job of jobs) found.push(job);
  return found;
}

const planned = (inputs: Iterable<unknown>): Promise<RunJob[]> =>
  all(planJobs(inputs as Iterable<SmsMessage>, { run: "r" }));

describe("planJobs", () => {
  it("makes jobs of at most 999 messages, with keys from run and place", async () => {
    const inputs = messagesOf(2_500);
    const jobs = await planned(inputs);
    expect(jobs.map(({ messages }) => messages.length)).toEqual([999, 999, 502]);
    expect(jobs.map(({ key }) => key)).toEqual(["r/00000000", "r/00000001", "r/00000002"]);
    expect(jobs.flatMap(({ messages }) => messages)).toEqual(inputs);
    expect(jobs.flatMap(({ indices }) => indices)).toEqual(inputs.map((_, index) => index));
    expect(jobs.flatMap(({ after }) => after)).toEqual([]);
  });

  it("makes no job of nothing", async () => {
    expect(await planned([])).toEqual([]);
  });

  it("puts a later text for a number into a later job, which waits for the earlier one", async () => {
    const inputs = [messageOf(0), messageOf(1), { ...messageOf(2), endpoint: "8613800000000" }];
    const jobs = await planned(inputs);
    expect(jobs.map(({ indices, after }) => [indices, after])).toEqual([
      [[0, 1], []],
      [[2], ["r/00000000"]],
    ]);
  });

  it("knows a number again that was in a job long before", async () => {
    const jobs = await planned([...messagesOf(3_000), messageOf(5_000, numberOf(7))]);
    expect(jobs.at(-1)?.indices).toContain(3_000);
    expect(jobs.at(-1)?.after).toEqual(["r/00000000"]);
  });

  it("has every input exactly once, never a number twice in a job, and each number in order", async () => {
    const input = fc.record({
      number: fc.integer({ min: 0, max: 12 }),
      bad: fc.boolean(),
      spelling: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(input, { maxLength: 3_000, size: "max" }), async (given) => {
        const inputs = given.map(({ number, bad, spelling }, n) => ({
          endpoint: spelling ? numberOf(number) : numberOf(number).slice(1),
          message: bad ? "" : `text ${n}`,
          sign_id: "sign1",
        }));
        const jobs = await planned(inputs);
        expect(jobs.flatMap(({ indices }) => indices).sort((a, b) => a - b)).toEqual(given.map((_, n) => n));
        const places = new Map<unknown, { job: number; index: number }>();
        const keys = jobs.map(({ key }) => key);
        jobs.forEach(({ indices, messages, after }, job) => {
          expect(messages.length).toBeLessThanOrEqual(999);
          expect([...indices].sort((a, b) => a - b)).toEqual(indices);
          const numbers = messages.map(({ endpoint }) => compactKey(endpoint));
          expect(new Set(numbers).size).toBe(numbers.length);
          numbers.forEach((number, offset) => {
            const earlier = places.get(number);
            if (earlier !== undefined) {
              expect(indices[offset]).toBeGreaterThan(earlier.index);
              expect(after).toContain(keys[earlier.job]);
            }
            places.set(number, { job, index: indices[offset]! });
          });
        });
      }),
      { numRuns: 30 },
    );
  });

  it("makes the same jobs of the same inputs, from a stream as well", async () => {
    const inputs = Array.from({ length: 4_000 }, (_, n) => messageOf(n, numberOf(n % 1_500)));
    const stream = (async function* () {
      yield* inputs;
    })();
    expect(await all(planJobs(stream, { run: "r" }))).toEqual(await planned(inputs));
  });

  it("does not let the texts decide which job they are in", async () => {
    const inputs = Array.from({ length: 3_000 }, (_, n) => messageOf(n, numberOf(n % 2_000)));
    const long = inputs.map((one, n) => ({ ...one, message: n % 3 === 0 ? "" : "长".repeat(490) }));
    const places = (jobs: RunJob[]): unknown => jobs.map(({ key, indices }) => [key, indices]);
    expect(places(await planned(long))).toEqual(places(await planned(inputs)));
  });

  it("keeps what cannot be sent in a job, as data", async () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const odd = [
      { endpoint: numberOf(1), message: "" },
      null,
      "text",
      circle,
      { ...messageOf(2), sign_id: new String("sign1") },
      {
        ...messageOf(3),
        get message(): string {
          throw new Error("no");
        },
      },
    ];
    const [job] = await planned([...odd, messageOf(9)]);
    expect(job?.indices).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(job?.messages).toEqual([{ endpoint: numberOf(1), message: "" }, {}, {}, {}, {}, {}, messageOf(9)]);
    expect(JSON.parse(JSON.stringify(job))).toEqual(job);
  });

  it("keeps a place for an input whose message cannot be made", async () => {
    const toMessage = (n: number): SmsMessage => {
      if (n === 1) throw new Error("no");
      return messageOf(n);
    };
    const [job] = await all(planJobs([0, 1, 2], { run: "r", toMessage }));
    expect(job?.messages).toEqual([messageOf(0), {}, messageOf(2)]);
  });

  it("reads no further than the job that is asked for, and closes the source when it is left", async () => {
    let read = 0;
    let closed = false;
    const source = (function* () {
      try {
        for (;;) yield messageOf(read++);
      } finally {
        closed = true;
      }
    })();
    for await (const job of planJobs(source, { run: "r" })) if (job.key === "r/00000001") break;
    expect([read <= 1_999 + 1, closed]).toEqual([true, true]);
  });

  it.each(["", " ", "a/b"])("refuses the name %j for a run", (run) => {
    expect(() => planJobs([], { run })).toThrow(expect.objectContaining({ code: "validation" }) as Error);
  });
});

describe("recent numbers", () => {
  it("are bounded, and the last ones are known", () => {
    const recent = new RecentNumbers(10);
    for (let n = 0; n < 1_000; n++) recent.add(n, n);
    expect(recent.jobOf(0)).toBeUndefined();
    for (let n = 990; n < 1_000; n++) expect(recent.jobOf(n)).toBe(n);
  });
});
