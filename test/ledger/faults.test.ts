import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Clock } from "../../src/index.js";
import { createDeferred } from "../../src/base/deferred.js";
import type { JobOutcome, Pool } from "../../src/ledger/index.js";
import { FaultyPool, type Fault, type Statement } from "./faultyPool.js";
import { bench, messagesOf, quick, type Bench } from "./support.js";

let at: Bench;
/** What a request goes through, by the number that it sends to. */
const gates = new Map<string, (send: () => Promise<Response>) => Promise<Response>>();
beforeAll(async () => {
  at = await bench(async (request, next) => {
    const text = await request.clone().text();
    for (const [number, gate] of gates) if (text.includes(number)) return gate(() => next(request));
    return next(request);
  });
});
afterAll(() => at.end());

let jobs = 0;
/** Messages that no other test sends. */
const newJob = (count = 3): { key: string; messages: ReturnType<typeof messagesOf> } => ({
  key: `job ${jobs}`,
  messages: messagesOf(count, 10_000 * jobs++),
});
const statuses = (outcomes: readonly JobOutcome[]): string[] => outcomes.map(({ status }) => status);
const sentOf = ({ messages }: ReturnType<typeof newJob>): number => {
  const numbers = new Set(messages.map(({ endpoint }) => endpoint));
  return at.service.messages.filter(({ endpoint }) => numbers.has(endpoint)).length;
};
const LEASE = 91_000;

describe("two workers with one job", () => {
  it("send it once: the other one is told to try again later", async () => {
    const job = newJob();
    const ends = await Promise.allSettled(
      Array.from({ length: 5 }, () => {
        const { ledger, sms } = at.worker();
        return ledger.sendOnce(sms, job.key, job.messages);
      }),
    );
    const failed = ends.filter((end) => end.status === "rejected").map(({ reason }) => reason as unknown);
    for (const one of failed) expect(one).toMatchObject({ code: "journal", reason: "busy", sent: "maybe" });
    expect(ends.length - failed.length).toBeGreaterThanOrEqual(1);
    expect(sentOf(job)).toBe(3);
    expect(statuses(await at.ledger.sendOnce(at.sms, job.key, job.messages))).toEqual(
      job.messages.map(() => "accepted"),
    );
  });

  it("wait for each other as long as the lease lasts, and never send what was on its way", async () => {
    const job = newJob();
    const arrived = createDeferred();
    const answered = createDeferred();
    gates.set(job.messages[0]!.endpoint, async (send) => {
      const answer = await send();
      arrived.resolve();
      await answered.promise;
      return answer;
    });
    const first = at.worker();
    const late = first.ledger.sendOnce(first.sms, job.key, job.messages);
    await arrived.promise;
    const second = at.worker();
    await expect(second.ledger.sendOnce(second.sms, job.key, job.messages)).rejects.toMatchObject({
      reason: "busy",
    });
    expect(await at.ledger.counts(job.key)).toMatchObject({ sending: 3, unknown: 0 });
    await at.pass(LEASE);
    expect(await at.ledger.counts(job.key)).toMatchObject({ sending: 0, unknown: 3 });
    const swept = await second.ledger.sendOnce(second.sms, job.key, job.messages);
    expect(statuses(swept)).toEqual(["unknown", "unknown", "unknown"]);
    expect(sentOf(job)).toBe(3);
    // The answer comes after all.
    answered.resolve();
    expect(statuses(await late)).toEqual(["accepted", "accepted", "accepted"]);
    const third = at.worker();
    const known = await third.ledger.sendOnce(third.sms, job.key, job.messages);
    expect(statuses(known)).toEqual(["accepted", "accepted", "accepted"]);
    expect(await at.ledger.counts(job.key)).toMatchObject({ accepted: 3, unknown: 0, sending: 0 });
    expect(sentOf(job)).toBe(3);
  });
});

describe("outcomes that are read while they are written", () => {
  it("are those of now, however long ago the reading began", async () => {
    const [before, job] = [newJob(1), newJob(1)];
    await at.ledger.sendOnce(at.sms, before.key, before.messages);
    at.service.faults.add({ kind: "throttle", retryAfter: 1 });
    await expect(at.ledger.sendOnce(at.sms, job.key, job.messages)).rejects.toMatchObject({ reason: "busy" });
    await at.ledger.resume();
    const reading = at.ledger.outcomes("");
    await reading.next();
    const [arrived, answered] = [createDeferred(), createDeferred()];
    gates.set(job.messages[0]!.endpoint, async (send) => {
      arrived.resolve();
      await answered.promise;
      return send();
    });
    const sending = at.ledger.sendOnce(at.sms, job.key, job.messages);
    await arrived.promise;
    const found: unknown[] = [];
    for await (const record of reading) if (record.key === job.key) found.push(record);
    expect(found).toEqual([{ key: job.key, index: 0, status: "sending" }]);
    answered.resolve();
    expect(statuses(await sending)).toEqual(["accepted"]);
  });
});

describe("a worker", () => {
  it("that was paused past its lease, behind its mark, finds the job gone and sends nothing", async () => {
    const job = newJob();
    let aheadMs = 0;
    const clock: Clock = { ...quick, now: () => Date.now() + aheadMs, monotonic: () => performance.now() };
    let marks = 0;
    const pool = new FaultyPool(at.pool, async (statement) => {
      // The second mark is the one behind the pause.
      if (statement !== "mark" || marks++ > 0) return undefined;
      return "asleep";
    });
    pool.sleep = async () => {
      aheadMs = LEASE;
      await at.pass(LEASE);
      const other = at.worker();
      const outcomes = await other.ledger.sendOnce(other.sms, job.key, job.messages);
      expect(statuses(outcomes)).toEqual(job.messages.map(() => "unknown"));
    };
    const { ledger, sms } = at.worker({ pool, clock });
    await expect(ledger.sendOnce(sms, job.key, job.messages)).rejects.toMatchObject({ reason: "busy" });
    expect(sentOf(job)).toBe(0);
    // It says that it has not sent it, so that nothing is left unknown: the job is sent when it is delivered again.
    expect(await at.ledger.counts(job.key)).toMatchObject({ pending: 3, unknown: 0 });
    const pending: unknown[] = [];
    for await (const { key } of at.ledger.pending(job.key)) pending.push(key);
    expect(pending).toEqual([job.key]);
    const outcomes = await at.ledger.sendOnce(at.sms, job.key, job.messages);
    expect(statuses(outcomes)).toEqual(job.messages.map(() => "accepted"));
    expect(sentOf(job)).toBe(3);
  });

  it("that was paused for less marks again, and sends", async () => {
    const job = newJob();
    let aheadMs = 0;
    const clock: Clock = { ...quick, now: () => Date.now() + aheadMs };
    let marks = 0;
    const pool = new FaultyPool(at.pool, (statement) => {
      if (statement === "mark" && marks++ === 0) aheadMs += 58_000;
      return undefined;
    });
    const { ledger, sms } = at.worker({ pool, clock });
    expect(statuses(await ledger.sendOnce(sms, job.key, job.messages))).toEqual(
      job.messages.map(() => "accepted"),
    );
    expect(marks).toBe(2);
    expect(sentOf(job)).toBe(3);
  });

  it("that died before its mark has sent nothing: another one does", async () => {
    const job = newJob();
    const reached = createDeferred();
    const pool = new FaultyPool(at.pool, (statement) => {
      if (statement !== "mark") return undefined;
      reached.resolve();
      return new Promise<Fault>(() => undefined); // it never comes back
    });
    const dead = at.worker({ pool });
    void dead.ledger.sendOnce(dead.sms, job.key, job.messages).catch(() => undefined);
    await reached.promise;
    await at.pass(LEASE);
    const { ledger, sms } = at.worker();
    expect(statuses(await ledger.sendOnce(sms, job.key, job.messages))).toEqual(
      job.messages.map(() => "accepted"),
    );
    expect(sentOf(job)).toBe(3);
  });

  it("that died behind its mark leaves unknown what one request had, and nothing else", async () => {
    const job = newJob(2_500);
    let requests = 0;
    const reached = createDeferred();
    gates.set(job.messages[0]!.endpoint, (send) => send());
    gates.set(job.messages[1_500]!.endpoint, async (send) => {
      if (requests++ > 0) return send();
      reached.resolve();
      return new Promise(() => undefined);
    });
    const dead = at.worker();
    void dead.ledger.sendOnce(dead.sms, job.key, job.messages).catch(() => undefined);
    await reached.promise;
    await at.pass(LEASE);
    const { ledger, sms } = at.worker();
    const outcomes = await ledger.sendOnce(sms, job.key, job.messages);
    expect(outcomes.filter(({ status }) => status === "accepted")).toHaveLength(2_500 - 999);
    expect(outcomes.filter(({ status }) => status === "unknown").map(({ index }) => index)).toEqual(
      Array.from({ length: 999 }, (_, place) => 999 + place),
    );
    expect(sentOf(job)).toBe(2_500 - 999);
  });
});

const STATEMENTS: readonly Statement[] = ["claim", "mark", "settle"];
const FAULTS: readonly Exclude<Fault, undefined>[] = ["before", "after", "later", "ended"];

describe.each(STATEMENTS)("a connection that breaks at the %s", (statement) => {
  it.each(FAULTS)("(%s) changes nothing: every message is sent once, with its outcome", async (fault) => {
    const job = newJob();
    let left = 1;
    const pool = new FaultyPool(at.pool, (one) => (one === statement && left-- > 0 ? fault : undefined));
    const { ledger, sms } = at.worker({ pool, clock: quick });
    expect(statuses(await ledger.sendOnce(sms, job.key, job.messages))).toEqual(
      job.messages.map(() => "accepted"),
    );
    await Promise.all(pool.later);
    expect(sentOf(job)).toBe(3);
    expect(await at.ledger.counts(job.key)).toMatchObject({ accepted: 3, sending: 0, unknown: 0 });
    expect(statuses(await at.ledger.sendOnce(at.sms, job.key, job.messages))).toEqual(
      job.messages.map(() => "accepted"),
    );
  });
});

it("a plan whose answer was lost says of the jobs that it recorded that they are new", async () => {
  const known = newJob();
  const job = newJob();
  const planned = [known, job].map(({ key, messages }) => ({ key, messages: messages.length }));
  await at.ledger.plan(planned.slice(0, 1));
  let left = 1;
  const pool = new FaultyPool(at.pool, () => (left-- > 0 ? "after" : undefined));
  const { ledger } = at.worker({ pool, clock: quick });
  expect(await ledger.plan(planned)).toEqual([job.key]);
  expect(await ledger.plan(planned)).toEqual([]);
});

describe("a database that is away", () => {
  it("while outcomes are recorded gets them when it is back", async () => {
    const job = newJob();
    let left = 40;
    const pool = new FaultyPool(at.pool, (one) => (one === "settle" && left-- > 0 ? "before" : undefined));
    const { ledger, sms } = at.worker({ pool, clock: quick });
    expect(statuses(await ledger.sendOnce(sms, job.key, job.messages))).toEqual(
      job.messages.map(() => "accepted"),
    );
    expect(left).toBeLessThanOrEqual(0);
    expect(await at.ledger.counts(job.key)).toMatchObject({ accepted: 3 });
  });

  it("while a request is about to leave lets it not leave, and the job is sent later", async () => {
    const job = newJob();
    let isAway = true;
    let aheadMs = 0;
    const clock: Clock = {
      ...quick,
      now: () => Date.now() + aheadMs,
      monotonic: () => performance.now() + aheadMs,
      sleep: (ms) => {
        aheadMs += ms;
        return Promise.resolve();
      },
    };
    const pool = new FaultyPool(at.pool, (one) => {
      if (one !== "mark" || !isAway) return undefined;
      return "later";
    });
    const { ledger, sms } = at.worker({ pool, clock });
    const failure = await ledger.sendOnce(sms, job.key, job.messages).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "journal", reason: "busy", sent: "no" });
    await Promise.all(pool.later);
    expect(sentOf(job)).toBe(0);
    isAway = false;
    await at.pass(LEASE);
    const outcomes = await at.ledger.sendOnce(at.sms, job.key, job.messages);
    // A mark that came through late cannot be told from one whose request has left.
    for (const status of statuses(outcomes)) expect(["accepted", "unknown"]).toContain(status);
    expect(sentOf(job)).toBe(outcomes.filter(({ status }) => status === "accepted").length);
  });
});

describe("a database that is away when a job is given back", () => {
  it("does not let those wait for ever who send with the same key", async () => {
    const job = newJob();
    const stop = new AbortController();
    let isAway = true;
    let others = 0;
    const pool = new FaultyPool(at.pool, (one) => {
      // Behind that which reads the ledger's id the request has its turn, and nothing leaves any more.
      if (one === "other" && ++others === 2) stop.abort();
      return one === "settle" && isAway ? "refused" : undefined;
    });
    const { ledger, sms } = at.worker({ pool, clock: quick, maxWaitMs: 0 });
    const { signal } = stop;
    await expect(ledger.sendOnce(sms, job.key, job.messages, { signal })).rejects.toMatchObject({
      code: "aborted",
      sent: "no",
    });
    isAway = false;
    const next = newJob();
    expect(statuses(await ledger.sendOnce(sms, next.key, next.messages))).toEqual(
      next.messages.map(() => "accepted"),
    );
  });
});

it("a sweep whose transaction is made again is told of once", async () => {
  const job = newJob();
  const dead = at.worker({
    pool: new FaultyPool(at.pool, (one) => (one === "settle" ? "refused" : undefined)),
  });
  await dead.ledger.sendOnce(dead.sms, job.key, job.messages);
  await at.pass(LEASE);
  let left = 1;
  const pool: Pool = {
    query: (text, values) => at.pool.query(text, values),
    connect: async () => {
      const client = await at.pool.connect();
      return {
        query: (text, values) =>
          text === "commit" && left-- > 0
            ? Promise.reject(new Error("Connection terminated unexpectedly"))
            : client.query(text, values),
        release: (isBroken) => client.release(isBroken),
      };
    },
  };
  const told: unknown[] = [];
  const listen = (message: unknown): void => void told.push(message);
  subscribe("smn-sms:ledger.sweep", listen);
  const { ledger, sms } = at.worker({ pool, clock: quick });
  expect(statuses(await ledger.sendOnce(sms, job.key, job.messages))).toEqual(
    job.messages.map(() => "unknown"),
  );
  unsubscribe("smn-sms:ledger.sweep", listen);
  expect([left < 0, told]).toEqual([true, [{ jobs: 1, messages: 3 }]]);
});

it("a run whose journal could not be read is not in use", async () => {
  const { key } = newJob();
  let others = 0;
  // Behind that which reads the ledger's id.
  const pool = new FaultyPool(at.pool, (one) => (one === "other" && ++others === 2 ? "refused" : undefined));
  const { ledger } = at.worker({ pool, clock: quick });
  await expect(ledger.journal(key)).rejects.toMatchObject({ code: "journal", reason: "failed" });
  const journal = await at.ledger.journal(key);
  await journal.close();
});

it("a database that refuses to record of one job that it is too old does not hold the others up", async () => {
  const [old, job] = [newJob(), newJob()];
  let left = 1;
  const pool = new FaultyPool(at.pool, (one) => (one === "settle" && left-- > 0 ? "refused" : undefined));
  const { ledger, sms } = at.worker({ pool, clock: quick });
  const [failed, done] = await ledger.sendEach(sms, [{ ...old, notAfter: new Date(0) }, job]);
  expect(failed).toMatchObject({ key: old.key, error: { code: "journal", sent: "no" } });
  expect(done).toMatchObject({ key: job.key, outcomes: job.messages.map(() => ({ status: "accepted" })) });
  expect([sentOf(old), sentOf(job)]).toEqual([0, 3]);
});

describe("a database that refuses to record outcomes", () => {
  const refuses = (): FaultyPool => {
    let left = 1;
    return new FaultyPool(at.pool, (one) => (one === "settle" && left-- > 0 ? "refused" : undefined));
  };

  it("leaves them unknown: what was sent is not sent again with the rest of its job", async () => {
    const job = newJob(1_500);
    const { ledger, sms } = at.worker({ pool: refuses(), clock: quick });
    const failure = await ledger.sendOnce(sms, job.key, job.messages).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "journal", reason: "busy", sent: "maybe" });
    expect(sentOf(job)).toBe(999);
    await at.pass(LEASE);
    const outcomes = await ledger.sendOnce(sms, job.key, job.messages);
    expect(outcomes.map(({ status }) => status)).toEqual(
      job.messages.map((_, place) => (place < 999 ? "unknown" : "accepted")),
    );
    expect(sentOf(job)).toBe(1_500);
    expect(await at.ledger.counts(job.key)).toMatchObject({ accepted: 501, unknown: 999, pending: 0 });
  });

  it("leaves those of a run with a journal unknown, so that they are reconciled", async () => {
    const job = newJob();
    const { ledger, sms } = at.worker({ pool: refuses(), clock: quick });
    const journal = await ledger.journal(job.key);
    const seen: string[] = [];
    const run = (async () => {
      for await (const { status } of sms.sendAll(job.messages, { journal })) seen.push(status);
    })();
    await expect(run).rejects.toMatchObject({ code: "journal", reason: "failed" });
    expect(seen).toEqual(["accepted", "accepted", "accepted"]);
    await journal.close();
    await at.pass(LEASE);
    expect(await at.ledger.counts(job.key)).toMatchObject({ accepted: 0, unknown: 3 });
    const unknown: number[] = [];
    for await (const { index } of (await at.ledger.runJournal(job.key)).unknowns()) unknown.push(index);
    expect(unknown).toEqual([0, 1, 2]);
    const again = await at.ledger.journal(job.key);
    for await (const { status } of at.sms.sendAll(job.messages, { journal: again }))
      expect(status).toBe("unknown");
    await again.close();
    expect(sentOf(job)).toBe(3);
  });
});
