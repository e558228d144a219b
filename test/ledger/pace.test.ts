import pg from "pg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createSmsClient, type Clock } from "../../src/index.js";
import { createLedger } from "../../src/ledger/index.js";
import { createDeferred } from "../../src/base/deferred.js";
import { sandboxCredentials, sandboxProjectId } from "../../src/mock/index.js";
import { bench, messagesOf, type Bench } from "./support.js";

let at: Bench;
/** What every request goes through. */
let gate: ((send: () => Promise<Response>) => Promise<Response>) | undefined;
const benches: Bench[] = [];
beforeEach(async () => {
  gate = undefined;
  at = await bench((request, next) => (gate === undefined ? next(request) : gate(() => next(request))));
  benches.push(at);
});
afterAll(() => Promise.all(benches.map((one) => one.end())));

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
/** Notes how long it is asked to sleep, and does not. */
function sleeper(): { clock: Clock; slept: number[] } {
  const slept: number[] = [];
  const clock: Clock = {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    async sleep(ms) {
      slept.push(ms);
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
  return { clock, slept };
}

/** The clock of the database shows what `pass` has added, and nothing more. */
async function standStill(): Promise<void> {
  await at.pool
    .query(`create or replace function smn_sms.ledger_now() returns timestamptz language sql volatile
      as 'select timestamptz ''2026-01-01'' + ahead from public.test_clock'`);
}

describe("the pace", () => {
  it("is that of all workers together: each gets the next place", async () => {
    await standStill();
    await at.ledger.sendOnce(at.sms, "first", messagesOf(1));
    await at.ledger.pace({ requestsPerSecond: 4 });
    const workers = Array.from({ length: 3 }, () => {
      const { clock, slept } = sleeper();
      return { slept, ...at.worker({ clock }) };
    });
    for (let round = 0; round < 3; round++)
      for (const [place, { ledger, sms }] of workers.entries())
        await ledger.sendOnce(sms, `job ${round} ${place}`, messagesOf(1, 10 + round * 3 + place));
    expect(at.service.messages).toHaveLength(10);
    const waits = workers.flatMap(({ slept }) => slept).sort((a, b) => a - b);
    // The first of them waits for nothing.
    expect(waits).toEqual([250, 500, 750, 1_000, 1_250, 1_500, 1_750, 2_000]);
    expect(await at.ledger.state()).toMatchObject({ requestsPerSecond: 4, paused: undefined });
  });

  it("makes nobody wait in sendOnce for longer than maxWaitMs", async () => {
    await standStill();
    await at.ledger.sendOnce(at.sms, "first", messagesOf(1));
    await at.ledger.pace({ requestsPerSecond: 0.25 });
    const { clock, slept } = sleeper();
    const { ledger, sms } = at.worker({ clock });
    const send = (place: number): Promise<unknown> =>
      failureOf(ledger.sendOnce(sms, `job ${place}`, messagesOf(1, 10 + place)));
    const failures = [await send(0), await send(1), await send(2), await send(3)];
    expect(failures.slice(0, 2)).toEqual([undefined, undefined]);
    for (const failure of failures.slice(2))
      expect(failure).toMatchObject({ reason: "busy", sent: "no", retryAfterMs: 8_000 });
    expect(slept).toEqual([4_000]);
    await at.pass(8_000);
    expect(await send(2)).toBeUndefined();
    expect(at.service.messages).toHaveLength(4);
  });

  it("counts at once when it changes, also for a run that waits for its turn", async () => {
    await at.ledger.pace({ requestsPerSecond: 0.001 });
    await at.ledger.sendOnce(at.sms, "first", messagesOf(1));
    const { clock, slept } = sleeper();
    const hasty: Clock = {
      ...clock,
      async sleep(ms, signal) {
        await clock.sleep(ms, signal);
        await at.ledger.pace({ requestsPerSecond: Infinity });
      },
    };
    const { ledger, sms } = at.worker({ clock: hasty });
    const journal = await ledger.journal("run");
    const statuses: string[] = [];
    for await (const { status } of sms.sendAll(messagesOf(1, 10), { journal })) statuses.push(status);
    await journal.close();
    expect(statuses).toEqual(["accepted"]);
    expect(slept).toEqual([1_000]);
  });

  it("refuses numbers that are none", async () => {
    for (const requestsPerSecond of [0, -1, NaN, 1e-5, Number.MIN_VALUE])
      expect(await failureOf(at.ledger.pace({ requestsPerSecond }))).toMatchObject({ code: "validation" });
  });
});

describe("a refusal by throttling", () => {
  it("pauses every worker, and the job is sent afterwards", async () => {
    at.service.faults.add({ kind: "throttle", retryAfter: 30 });
    const job = messagesOf(3);
    const failure = await failureOf(at.ledger.sendOnce(at.sms, "job", job));
    expect(failure).toMatchObject({ reason: "busy", sent: "no" });
    expect((failure as { retryAfterMs: number }).retryAfterMs).toBeGreaterThanOrEqual(30_000);
    const other = at.worker();
    const paused = await failureOf(other.ledger.sendOnce(other.sms, "other", messagesOf(1, 10)));
    expect(paused).toMatchObject({ reason: "paused", sent: "no" });
    expect(String(paused)).toContain("429");
    expect(await other.ledger.state()).toMatchObject({ paused: { why: "the service throttles (429)." } });
    expect(at.service.messages).toHaveLength(0);
    await at.pass(31_000);
    await at.ledger.sendOnce(at.sms, "job", job);
    await other.ledger.sendOnce(other.sms, "other", messagesOf(1, 10));
    expect(at.service.messages).toHaveLength(4);
    expect((await at.ledger.state()).slowedTo).toBeLessThanOrEqual(200);
  });
});

describe("a refusal of the account", () => {
  it("stops every worker, until somebody resumes", async () => {
    at.service.faults.add({
      kind: "status",
      status: 403,
      body: { code: "SMN.0071", message: "suspended", request_id: "r1" },
    });
    const outcomes = await at.ledger.sendOnce(at.sms, "job", messagesOf(1)).catch((error: unknown) => error);
    expect(outcomes).toMatchObject([{ status: "rejected", code: "SMN.0071" }]);
    const other = at.worker();
    const failure = await failureOf(other.ledger.sendOnce(other.sms, "other", messagesOf(1, 10)));
    expect(failure).toMatchObject({ reason: "paused", sent: "no" });
    expect(String(failure)).toContain("SMN.0071");
    expect(at.service.messages).toHaveLength(0);
    await other.ledger.resume();
    await other.ledger.sendOnce(other.sms, "other", messagesOf(1, 10));
    expect(at.service.messages).toHaveLength(1);
  });
});

describe("a key that is not proved", () => {
  it("is tried by one request of all workers, and a refusal stops them all", async () => {
    let [now, most] = [0, 0];
    gate = async (send) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 30));
      now--;
      return send();
    };
    const wrong = { ...sandboxCredentials, sk: "wrong" };
    const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> =>
      gate!(() => at.service.handle(new Request(input, init)));
    const ends = await Promise.all(
      Array.from({ length: 6 }, (_, place) => {
        const { ledger } = at.worker();
        const sms = createSmsClient({
          ...{ region: "cn-north-4", projectId: sandboxProjectId, credentials: wrong, fetch },
        });
        return failureOf(ledger.sendOnce(sms, `job ${place}`, messagesOf(1, place)));
      }),
    );
    for (const end of ends) expect(end).toMatchObject({ reason: "paused", sent: "no" });
    expect(most).toBe(1);
    expect(at.service.requests).toHaveLength(1);
  });

  it("is proved by one answer: then the worker's jobs go on together", async () => {
    let [now, most] = [0, 0];
    const both = createDeferred();
    gate = async (send) => {
      most = Math.max(most, ++now);
      if (at.service.messages.length > 0) {
        if (now === 2) both.resolve();
        await both.promise;
      }
      now--;
      return send();
    };
    await at.ledger.sendOnce(at.sms, "first", messagesOf(1));
    expect(most).toBe(1);
    await Promise.all(
      [1, 2].map((place) => at.ledger.sendOnce(at.sms, `job ${place}`, messagesOf(1, place))),
    );
    expect(most).toBe(2);
  });
});

describe("a pause by hand", () => {
  it("stops every worker with its reason, and refuses none", async () => {
    const other = at.worker();
    await other.ledger.sendOnce(other.sms, "first", messagesOf(1));
    await at.ledger.pause("maintenance until noon");
    const failure = await failureOf(other.ledger.sendOnce(other.sms, "job", messagesOf(1, 5)));
    expect(failure).toMatchObject({ reason: "paused" });
    expect(String(failure)).toContain("maintenance until noon");
    expect((await at.ledger.state()).paused).toEqual({ until: undefined, why: "maintenance until noon" });
    const journal = await other.ledger.journal("run");
    const run = other.sms.sendAll(messagesOf(2, 10), { journal });
    const statuses: string[] = [];
    const stopped = await failureOf(
      (async () => {
        for await (const { status } of run) statuses.push(status);
      })(),
    );
    expect(stopped).toMatchObject({ reason: "paused" });
    expect(statuses).toEqual(["unsent", "unsent"]);
    await journal.close();
    expect(at.service.messages).toHaveLength(1);
    await at.ledger.resume();
    await other.ledger.sendOnce(other.sms, "job", messagesOf(1, 5));
    expect(at.service.messages).toHaveLength(2);
  });
});

describe("a database that was failed over", () => {
  it("gets no request out of any worker until somebody says that nothing was lost", async () => {
    await at.ledger.sendOnce(at.sms, "first", messagesOf(1));
    await at.pool.query("update smn_sms.state set timeline = '00000009'");
    expect(await at.ledger.check()).toMatchObject({ failedOver: true });
    const failure = await failureOf(at.ledger.sendOnce(at.sms, "job", messagesOf(1, 5)));
    expect(failure).toMatchObject({ reason: "paused", sent: "no" });
    expect(String(failure)).toContain("nothing was lost");
    expect(await failureOf(at.ledger.resume())).toMatchObject({ reason: "paused" });
    const words = { afterFailover: "perhaps" } as unknown as { afterFailover: "nothing was lost" };
    expect(await failureOf(at.ledger.resume(words))).toMatchObject({ code: "validation" });
    expect(at.service.messages).toHaveLength(1);
    await at.ledger.resume({ afterFailover: "nothing was lost" });
    await at.ledger.sendOnce(at.sms, "job", messagesOf(1, 5));
    expect(at.service.messages).toHaveLength(2);
  });
});

describe("check", () => {
  it("is content with a database that keeps its promises", async () => {
    expect(await at.ledger.check()).toMatchObject({
      ...{ synchronousCommit: "on", standbys: [], failedOver: false, abandoned: 0 },
      serverVersion: expect.stringMatching(/^\d+/) as string,
    });
  });

  it("refuses one that may forget a commit, at once", async () => {
    const { options } = at.pool as unknown as { options: pg.PoolConfig };
    const pool = new pg.Pool({ ...options, options: "-c synchronous_commit=off" });
    const { clock, slept } = sleeper();
    const failure = await failureOf(createLedger({ pool, clock }).check());
    expect(failure).toMatchObject({ code: "validation" });
    expect(String(failure)).toContain("synchronous_commit");
    expect(slept).toEqual([]);
    await pool.end();
  });

  it("says that nothing was paused, or read, where the row for it is missing", async () => {
    const { ledger } = at;
    await at.pool.query("delete from smn_sms.state");
    const message = "The ledger's tables are not there, or of an older version: call migrate() once.";
    for (const ask of [
      () => ledger.pause("wrong text"),
      () => ledger.pace({ requestsPerSecond: 1 }),
      () => ledger.state(),
    ])
      expect(await failureOf(ask())).toMatchObject({ code: "journal", reason: "failed", message });
  });

  it("says that the tables are missing, and how to make them", async () => {
    const failure = await failureOf(at.worker({ schema: 'an "odd" name' }).ledger.check());
    expect(String(failure)).toContain("migrate()");
    const { ledger, sms } = at.worker({ schema: 'an "odd" name' });
    await Promise.all([ledger.migrate(), ledger.migrate()]);
    await ledger.migrate();
    await ledger.sendOnce(sms, "job", messagesOf(1));
    expect(await ledger.counts("")).toMatchObject({ accepted: 1 });
  });
});
