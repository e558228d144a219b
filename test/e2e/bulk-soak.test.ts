import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createSmsClient,
  openJournal,
  readJournal,
  type SmnError,
  type Clock,
  type Outcome,
  type SmsMessage,
} from "../../src/index.js";
import { Random } from "../simulation/random.js";
import { startMockServer, type MockServer, type ScheduledFault } from "../../src/mock/index.js";

const SEED = Number(process.env["SMN_SMS_SOAK_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const SIZE = Number(process.env["SMN_SMS_SOAK_SIZE"] ?? 600);
/** Pauses pass this much faster than they would. */
const SPEED = 100;
const MOST_RUNS = 500;

/** Everything that can go wrong, each with its chance. */
const FAULTS: ScheduledFault[] = [
  ...(["before", "after"] as const).flatMap((when): ScheduledFault[] => [
    { kind: "reset", when, probability: 0.02 },
    { kind: "truncate", when, probability: 0.01 },
    { kind: "stall", when, probability: 0.01 },
  ]),
  // After the messages were taken only what proves nothing: a refusal of the gateway would be a lie.
  ...[500, 502, 503, 504].flatMap((status): ScheduledFault[] => [
    { kind: "status", status, page: "html", when: "after", probability: 0.01 },
    { kind: "status", status, when: "before", probability: 0.01 },
  ]),
  { kind: "status", status: 400, probability: 0.01 },
  { kind: "status", status: 403, page: "html", probability: 0.005 },
  { kind: "throttle", probability: 0.03 },
  { kind: "throttle", retryAfter: 0, probability: 0.03 },
  { kind: "throttle", retryAfter: 3, probability: 0.02 },
  { kind: "tokenExpired", probability: 0.02 },
  { kind: "garbage200", body: "html", probability: 0.01 },
  { kind: "garbage200", body: "json", probability: 0.01 },
  { kind: "status", status: 200, body: { request_id: "r" }, when: "after", probability: 0.01 },
  { kind: "status", status: 200, body: "", when: "after", probability: 0.01 },
  { kind: "created", probability: 0.01 },
  { kind: "redirect", location: "/elsewhere", probability: 0.005 },
  ...(["missing", "extra", "renamed", "respelled", "reordered", "doubled", "malformed"] as const).map(
    (change): ScheduledFault => ({ kind: "results", change, probability: 0.03 }),
  ),
  { kind: "reject", code: "SMN.0227", probability: 0.03 },
  // The account itself is refused: ends the run.
  { kind: "reject", code: "SMN.0261", probability: 0.002 },
  { kind: "latency", ms: 500, probability: 0.2 },
];

const clock: Clock = (() => {
  const began = Date.now();
  const now = (): number => began + (Date.now() - began) * SPEED;
  return {
    now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => {
          clearTimeout(timer);
          reject(signal?.reason as Error);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        }, ms / SPEED);
        if (signal?.aborted) onAbort();
        else signal?.addEventListener("abort", onAbort);
      }),
  };
})();

const textOf = (index: number): string => `soak text ${index}`;

/** Many numbers, some of them often and in other spellings, and some messages that cannot be sent. */
function inputsOf(random: () => number): SmsMessage[] {
  const prefixes = ["+86", "86", "0086", ""];
  return Array.from({ length: SIZE }, (_, index) => {
    const number = 13_800_000_000 + Math.floor(random() * (random() < 0.2 ? 5 : SIZE * 2));
    const endpoint = `${prefixes[Math.floor(random() * prefixes.length)]!}${number}`;
    const isInvalid = random() < 0.03;
    return { endpoint: isInvalid ? "12" : endpoint, message: textOf(index), sign_id: "sign1" };
  });
}

describe("a run against a service that fails in every way", () => {
  const hint = `(repeat with SMN_SMS_SOAK_SEED=${SEED} SMN_SMS_SOAK_SIZE=${SIZE})`;
  // The seed gives the whole course of the test but for the order of the network.
  const random = new Random(SEED).next;
  const inputs = inputsOf(random);
  const seen = new Map<number, Outcome<SmsMessage>[]>();
  let server: MockServer;
  let directory: string;
  let runs = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "smn-sms-soak-"));
    server = await startMockServer({
      seed: SEED,
      clock,
      quota: SIZE,
      anySign: true,
      tokens: [],
      faults: FAULTS.map((fault) => ({ ...fault, times: "always" })),
    });
    let tokens = 0;
    const sms = createSmsClient({
      baseUrl: server.url,
      projectId: "project1",
      credentials: async () => {
        const token = `token-${tokens++}`;
        server.service.addToken(token);
        return { token };
      },
      clock,
      random,
      timeoutMs: 250,
      retry: { baseDelayMs: 200, maxDelayMs: 1_000 },
    });
    // A run that the service stops is resumed, as a user would.
    for (let isOver = false; !isOver && runs < MOST_RUNS; runs++) {
      const journal = await openJournal(join(directory, "journal"), { inputId: "soak" });
      const outcomes = sms.sendAll(inputs, {
        journal,
        batchSize: 1 + Math.floor(random() * 12),
        concurrency: 1 + Math.floor(random() * 8),
        deadlineMs: random() < 0.3 ? 300 : 60_000,
      });
      try {
        for await (const outcome of outcomes) {
          seen.set(outcome.index, [...(seen.get(outcome.index) ?? []), outcome]);
        }
        isOver = [...seen.values()].every((all) => all.at(-1)!.status !== "unsent");
      } catch (error) {
        // A redirect on a connection that was used before proves nothing, and stops the run all the same.
        const { status = 0 } = error as SmnError;
        const sent: unknown = status >= 300 && status < 400 ? expect.stringMatching(/^(?:no|maybe)$/) : "no";
        expect(error, hint).toMatchObject({ name: "SmnError", sent });
      } finally {
        await journal.close();
      }
    }
  }, 600_000);

  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  const last = (index: number): Outcome<SmsMessage> => seen.get(index)!.at(-1)!;

  it("comes to an end with one outcome for every input", () => {
    expect(runs, hint).toBeLessThan(MOST_RUNS);
    expect(seen.size, hint).toBe(inputs.length);
    for (const [index, outcomes] of seen) {
      // Only what is certainly unsent may be tried again by a later run.
      const earlier = outcomes.slice(0, -1).map(({ status }) => status);
      expect(earlier, `${hint} input ${index}`).toEqual(earlier.map(() => "unsent"));
      expect(outcomes.every(({ input }) => input === inputs[index])).toBe(true);
    }
  });

  it("met the faults", () => {
    const met = new Set(server.service.requests.map(({ fault }) => fault));
    expect(met.size, hint).toBeGreaterThan(5);
    const statuses = new Set([...seen.keys()].map((index) => last(index).status));
    expect(statuses, hint).toContain("accepted");
    expect(statuses, hint).toContain("unknown");
  });

  it("never had a text accepted twice", () => {
    const times = new Map<string, number>();
    for (const { message } of server.service.messages) times.set(message, (times.get(message) ?? 0) + 1);
    expect(times.size).toBeGreaterThan(0);
    expect(
      [...times].filter(([, count]) => count > 1),
      hint,
    ).toEqual([]);
  });

  it("tells the truth of every message", () => {
    const accepted = new Map(server.service.messages.map((one) => [one.message, one.message_id]));
    const lies = [...seen.keys()].map(last).filter((outcome) => {
      const message_id = accepted.get(textOf(outcome.index));
      if (outcome.status === "unknown") return false;
      return outcome.status === "accepted" ? outcome.message_id !== message_id : message_id !== undefined;
    });
    expect(lies, hint).toEqual([]);
  });

  it("has the same outcomes in its journal", async () => {
    const recorded = new Map<number, string>();
    for await (const { index, status } of readJournal(join(directory, "journal"))) {
      expect(recorded.has(index), hint).toBe(false);
      recorded.set(index, status);
    }
    expect(recorded, hint).toEqual(
      new Map([...seen.keys()].sort((a, b) => a - b).map((index) => [index, last(index).status])),
    );
  });

  it("kept the messages of each number in their order", () => {
    const order = new Map<string, number>();
    for (const { endpoint, message } of server.service.messages) {
      const number = endpoint.slice(-11);
      const index = Number(message.split(" ").at(-1));
      // A message that was unsent in one run may come after later ones in the next.
      if (seen.get(index)!.length > 1) continue;
      expect(order.get(number) ?? -1, `${hint} input ${index}`).toBeLessThan(index);
      order.set(number, index);
    }
  });
});
