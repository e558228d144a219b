import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { commandPath } from "../../cli/command.js";
import { startServer } from "../postgres.js";
import { CONNECTION, office, rowsOf, textOf, type Office } from "./support.js";

/** 1 takes half a minute, other sizes as many times as long. */
const SIZE = Number(process.env["ENGINES_SIZE"] ?? 1);
const TEXTS = 12_000 * SIZE;
const CHAOS_MS = 15_000 * SIZE;
const WORKERS = 3;
/** Longer than any lease of these workers: they wait 2 seconds for an answer, and a lease is 60 seconds longer. */
const PAST_THE_LEASE = 120_000;

/** Numbers that look random and are the same each time. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("many processes", () => {
  it("send no text twice and lose none, whatever is killed, paused, restarted or run again", async () => {
    const database = await startServer();
    const one = await office({
      database,
      faults: [
        { kind: "latency", ms: 700, times: "always", probability: 0.7 },
        { kind: "throttle", times: "always", probability: 0.08 },
        { kind: "reset", when: "after", times: "always", probability: 0.04 },
        { kind: "reset", when: "before", times: "always", probability: 0.04 },
        { kind: "status", status: 503, when: "before", times: "always", probability: 0.04 },
        { kind: "stall", when: "after", times: "always", probability: 0.02 },
      ],
    });
    expect((await one.queue("migrate")).code).toBe(0);
    await movableClock(one.pool);
    const file = one.people("people.csv", rowsOf(TEXTS));
    const crowd = new Crowd(one);
    onTestFinished(() => crowd.end());
    const random = randomOf(20_261_128);

    // Two producers of one run, which are killed and started again until one of them has added everything.
    const add = (): ChildProcess => crowd.start("add", file, "--run", "may", "--yes", "--json");
    let producers = [add(), add()];
    let workers = Array.from({ length: WORKERS }, () => crowd.worker());
    let isAdded = false;
    const faults: Record<string, number> = {};
    const until = Date.now() + CHAOS_MS;
    while (Date.now() < until) {
      await sleep(150 + random(500));
      const [kind = ""] = ["kill", "kill", "stop", "again", "producer", "database", "none"].slice(random(7));
      faults[kind] = (faults[kind] ?? 0) + 1;
      const victim = random(WORKERS);
      if (kind === "kill") {
        workers[victim]?.kill("SIGKILL");
        workers[victim] = crowd.worker();
      } else if (kind === "stop") {
        workers[victim]?.kill("SIGSTOP");
        await sleep(300);
        // Its lease is over, and the engine hands its jobs to the others.
        await patiently(() => pass(one.pool, PAST_THE_LEASE));
        await patiently(() => runAgain(one.pool, "state = 'active'"));
        await sleep(1_200);
        workers[victim]?.kill("SIGCONT");
      } else if (kind === "again") {
        await patiently(() => runAgain(one.pool, "true"));
      } else if (kind === "producer" && !isAdded) {
        producers[victim % 2]?.kill("SIGKILL");
      } else if (kind === "database") {
        await database.kill();
        await sleep(300);
        await database.start();
      }
      isAdded ||= producers.some(({ exitCode }) => exitCode === 0);
      producers = producers.map((producer) => (hasEnded(producer) && !isAdded ? add() : producer));
      workers = workers.map((worker) => (hasEnded(worker) ? crowd.worker() : worker));
    }
    await crowd.end();

    // The storm is over: the same commands bring the run to its end.
    one.server.service.faults.clear();
    await patiently(() => pass(one.pool, PAST_THE_LEASE));
    const added = await one.queue("add", file, "--run", "may", "--yes", "--json");
    expect([added.code, added.stderr]).toEqual([0, ""]);
    await runAgain(one.pool, "true");
    const worked = await one.work("--concurrency", "4", "--json");
    expect(worked.code).toBe(0);

    const found = one.counts();
    const twice = [...found].filter(([, times]) => times > 1);
    const { rows } = await one.pool.query<{ status: string; count: string }>(
      "select status, count(*) from smn_sms.outcome where key like 'may/%' group by status",
    );
    const states = Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
    const status = JSON.parse((await one.queue("status", "--run", "may", "--json")).stdout) as {
      messages: Record<string, number>;
      forgotten: { jobs: number };
    };
    console.log(
      `${TEXTS} texts, ${JSON.stringify(faults)}: ${JSON.stringify(states)}, at the service ${found.size}`,
    );
    expect(twice).toEqual([]);
    // Every text has its outcome, and what is accepted has arrived.
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(TEXTS);
    expect(status.messages).toMatchObject({ pending: 0, sending: 0 });
    expect(status.forgotten.jobs).toBe(0);
    expect(Object.keys(states).filter((name) => !["accepted", "unknown"].includes(name))).toEqual([]);
    expect(states["accepted"]).toBeLessThanOrEqual(found.size);
    const missing = Array.from({ length: TEXTS }, (_, n) => textOf(n)).filter((text) => !found.has(text));
    expect(missing.length).toBeLessThanOrEqual(states["unknown"] ?? 0);
    expect(found.size).toBeGreaterThan(TEXTS / 2);
  });
});

/** The processes of a test. */
class Crowd {
  readonly #office: Office;
  readonly #all = new Set<ChildProcess>();

  constructor(office: Office) {
    this.#office = office;
  }

  start(...args: string[]): ChildProcess {
    const child = spawn(process.execPath, [commandPath(), "queue", ...args], {
      env: { PATH: process.env["PATH"], ...this.#office.env },
      stdio: "ignore",
    });
    this.#all.add(child);
    child.once("exit", () => this.#all.delete(child));
    return child;
  }

  worker(): ChildProcess {
    return this.start("work", "--timeout", "2", "--concurrency", "2", ...CONNECTION(this.#office.server.url));
  }

  /** Kills them all. */
  async end(): Promise<void> {
    const all = [...this.#all];
    for (const child of all) child.kill("SIGKILL");
    for (const child of all)
      if (!hasEnded(child)) await new Promise((resolve) => child.once("exit", resolve));
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Every statement of the ledger asks `ledger_now` for the time. */
async function movableClock(pool: pg.Pool): Promise<void> {
  await pool.query(`create table test_clock (ahead interval not null);
insert into test_clock values ('0');
create or replace function smn_sms.ledger_now() returns timestamptz language sql volatile
  as 'select clock_timestamp() + ahead from public.test_clock'`);
}

async function pass(pool: pg.Pool, ms: number): Promise<void> {
  await pool.query("update test_clock set ahead = ahead + $1 * interval '1 ms'", [ms]);
}

/** What an operator's "retry all" does. */
async function runAgain(pool: pg.Pool, which: string): Promise<void> {
  await pool.query(
    `update pgboss.job set state = 'created', start_after = now(), started_on = null, completed_on = null,
       heartbeat_on = null where name = 'smn-sms' and ${which}`,
  );
}

/** The database may be starting. */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(100);
    }
  }
}
