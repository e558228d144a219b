import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runInside } from "../../cli/support.js";
import { CONNECTION, office, rowOf, rowsOf, textOf, type Office } from "./support.js";

const ADD = ["--yes", "--json"];
/** The last line of `--json`. */
const last = ({ stdout }: { stdout: string }): Record<string, unknown> =>
  JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;

async function migrated(options?: Parameters<typeof office>[0]): Promise<Office> {
  const one = await office(options);
  expect((await one.queue("migrate")).code).toBe(0);
  return one;
}

const everyoneOnce = ({ counts }: Office, count: number): void => {
  const found = counts();
  expect([...found.values()].every((times) => times === 1)).toBe(true);
  expect([...found.keys()].sort()).toEqual(Array.from({ length: count }, (_, n) => textOf(n)).sort());
};

describe("smn-sms queue", () => {
  it("asks for the database, and for its tables", async () => {
    const without = await runInside(["queue", "status"]);
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("DATABASE_URL")]);
    const { queue, people } = await office();
    const early = await queue("add", people("a.csv", rowsOf(1)), "--run", "may", "--yes");
    expect(early.code).toBe(2);
    expect(early.stderr.replace(/\s+/g, " ")).toContain("smn-sms queue migrate");
    const paused = await queue("pause", "wrong text");
    expect([paused.code, paused.stderr.replace(/\s+/g, " ")]).toEqual([
      2,
      expect.stringContaining("smn-sms queue migrate"),
    ]);
  });

  it("says why a database cannot be used, and asks for tables only where they are missing", async () => {
    const { queue, env } = await office();
    const { DATABASE_URL = "" } = env;
    env["DATABASE_URL"] = DATABASE_URL.replace(/\/ledger_\w+/, "/none");
    for (const command of ["status", "migrate"]) {
      const { code, stderr } = await queue(command);
      expect([code, stderr.replace(/\s+/g, " ").trim()]).toEqual([
        5,
        "smn-sms: The database of DATABASE_URL cannot be used (3D000). The same command can be run again.",
      ]);
    }
  });

  it("brings every text of a file to the service once, also when file and jobs are added again", async () => {
    const one = await migrated();
    const file = one.people("a.csv", rowsOf(1_500));
    const added = await one.queue("add", file, "--run", "may", ...ADD);
    expect([added.code, last(added)]).toEqual([
      0,
      { event: "added", run: "may", jobs: 2, messages: 1_500, missing: 2, stopped: false },
    ]);
    expect(last(await one.queue("add", file, "--run", "may", ...ADD))).toMatchObject({ missing: 0, jobs: 2 });
    const before = last(await one.queue("status", "--run", "may", "--json"));
    expect(before).toMatchObject({
      messages: { pending: 1_500 },
      jobs: { waiting: 2 },
      forgotten: { jobs: 0 },
    });

    const worked = await one.work("--json");
    expect([worked.code, last(worked)]).toEqual([
      0,
      expect.objectContaining({ event: "worked", accepted: 1_500 }),
    ]);
    expect(last(await one.queue("add", file, "--run", "may", ...ADD))).toMatchObject({ missing: 0 });
    await one.work();
    everyoneOnce(one, 1_500);
    const after = await one.queue("status", "--run", "may");
    expect(after.stdout).toContain("Run may: 1,500 accepted");
  });

  it("says, without a terminal, that it would have to ask, and obeys --max-parts and --dry-run", async () => {
    const { queue, people } = await migrated();
    const file = people("a.csv", rowsOf(3));
    expect((await queue("add", file, "--run", "may")).stderr).toContain("--yes");
    const limited = await queue("add", file, "--run", "may", "--yes", "--max-parts", "2", "--sign-name", "S");
    expect([limited.code, limited.stderr]).toEqual([2, expect.stringContaining("--max-parts")]);
    const dry = await queue("add", file, "--run", "may", "--dry-run");
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining("code 0")]);
    expect(last(await queue("status", "--json"))).toMatchObject({ messages: { pending: 0 } });
  });

  it("gives invalid rows their outcome", async () => {
    const one = await migrated();
    const file = one.people("a.csv", [rowOf(0), rowOf(1, ""), "12,text,x", rowOf(3)]);
    await one.queue("add", file, "--run", "may", ...ADD);
    await one.work();
    expect(last(await one.queue("status", "--run", "may", "--json"))).toMatchObject({
      messages: { accepted: 2, invalid: 2, pending: 0 },
    });
    expect([...one.counts().keys()].sort()).toEqual(["code 0", "code 3"]);
  });

  it("refuses another file under the name of a run, and a file that smn-sms send has sent", async () => {
    const one = await migrated();
    await one.queue("add", one.people("a.csv", rowsOf(2)), "--run", "may", ...ADD);
    const other = await one.queue("add", one.people("b.csv", rowsOf(2, 1)), "--run", "may", ...ADD);
    expect(other.code).toBe(2);
    const sent = one.people("c.csv", rowsOf(2, 10));
    await runInside(["send", sent, "--yes", ...CONNECTION(one.server.url)], { env: one.env });
    const again = await one.queue("add", sent, "--run", "june", ...ADD);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("smn-sms send")]);
    expect(last(await one.queue("status", "--json"))).toMatchObject({ messages: { pending: 2 } });
  });

  it("adds a file once where several add it at the same time, each under a name of its own", async () => {
    const one = await migrated();
    const file = one.people("a.csv", rowsOf(2));
    // So that all of them look at once, and find that nobody has added it.
    const client = await one.pool.connect();
    await client.query("begin; lock table smn_sms.input in access exclusive mode");
    const names = ["may", "june", "july"];
    const adding = Promise.all(names.map((name) => one.queue("add", file, "--run", name, ...ADD)));
    await sleep(1_000);
    await client.query("commit");
    client.release();
    expect((await adding).map(({ code }) => code).sort()).toEqual([0, 2, 2]);
    expect(last(await one.queue("status", "--json"))).toMatchObject({ messages: { pending: 2 } });
  });

  it("refuses a file with more rows behind those that were added, unless told", async () => {
    const one = await migrated();
    const nobody = one.people("nobody.csv", ["13800009999,text,x"]);
    await one.queue("add", one.people("a.csv", rowsOf(2)), "--run", "may", ...ADD, "--exclude", nobody);
    const longer = one.people("b.csv", rowsOf(3));
    const again = await one.queue("add", longer, "--run", "june", ...ADD);
    expect([again.code, again.stderr.replace(/\s+/g, " ")]).toEqual([
      2,
      expect.stringMatching(/begins with rows that were added before.*the run may\..*--new-run/),
    ]);
    expect(last(await one.queue("status", "--json"))).toMatchObject({ messages: { pending: 2 } });
    const told = await one.queue("add", longer, "--run", "june", ...ADD, "--new-run-and-risk-duplicates");
    expect(told.code).toBe(0);
    // Other rows are another matter.
    const other = one.people("c.csv", rowsOf(3, 10));
    expect((await one.queue("add", other, "--run", "july", ...ADD)).code).toBe(0);
  });

  it("adds a file that begins as one without rows does, of which nobody was sent anything", async () => {
    const one = await migrated();
    const [empty, people] = [join(one.folder, "empty.csv"), one.people("a.csv", rowsOf(2))];
    writeFileSync(empty, `${readFileSync(people, "utf8").split("\n")[0]}\n`);
    for (const [run, file] of [empty, empty, people].entries())
      expect((await one.queue("add", file, "--run", `day ${run}`, ...ADD)).code).toBe(0);
    expect(last(await one.queue("status", "--json"))).toMatchObject({ messages: { pending: 2 } });
  });

  it("refuses a file that was added under another name, whoever is left out of it, unless told", async () => {
    const one = await migrated();
    const file = one.people("a.csv", rowsOf(2));
    const nobody = one.people("nobody.csv", ["13800009999,text,x"]);
    await one.queue("add", file, "--run", "may", ...ADD);
    for (const exclude of [[], ["--exclude", nobody]]) {
      const again = await one.queue("add", file, "--run", "june", ...ADD, ...exclude);
      expect([again.code, again.stderr.replace(/\s+/g, " ")]).toEqual([
        2,
        expect.stringContaining("as the run may. Nothing was added."),
      ]);
    }
    await one.work();
    everyoneOnce(one, 2);
    // The refused name is free for another file, and the run goes on under its own.
    expect((await one.queue("add", one.people("b.csv", rowsOf(2, 2)), "--run", "june", ...ADD)).code).toBe(0);
    expect((await one.queue("add", file, "--run", "may", ...ADD)).code).toBe(0);
    const risky = await one.queue("add", file, "--run", "july", ...ADD, "--new-run-and-risk-duplicates");
    expect([risky.code, last(risky)]).toEqual([0, expect.objectContaining({ missing: 1 })]);
  });

  it("finds jobs that the engine has forgotten, and adds only those again", async () => {
    const one = await migrated();
    const file = one.people("a.csv", rowsOf(2_500));
    await one.queue("add", file, "--run", "may", ...ADD);
    await one.pool.query("delete from pgboss.job where name = 'smn-sms' and data->>'key' = 'may/00000001'");
    const status = await one.queue("status");
    expect(status.stdout).toContain("1 job of may is planned, and no more in the queue");
    await one.work();
    expect(one.counts().size).toBe(1_501);
    await one.queue("add", file, "--run", "may", ...ADD);
    await one.work();
    everyoneOnce(one, 2_500);
  });

  it("sends nothing twice when an operator lets every job run again", async () => {
    const one = await migrated();
    await one.queue("add", one.people("a.csv", rowsOf(1_200)), "--run", "may", ...ADD);
    await one.work();
    await one.pool.query("update pgboss.job set state = 'created', started_on = null, completed_on = null");
    await one.work();
    everyoneOnce(one, 1_200);
  });

  it("sends nothing while it is paused, and says why", async () => {
    const one = await migrated();
    await one.queue("add", one.people("a.csv", rowsOf(5)), "--run", "may", ...ADD);
    await one.queue("pause", "wrong text");
    expect((await one.queue("status")).stdout).toContain("PAUSED until smn-sms queue resume: wrong text");
    const stop = new AbortController();
    const working = runInside(["queue", "work", "--timeout", "5", ...CONNECTION(one.server.url)], {
      env: one.env,
      signal: stop.signal,
      clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, signal) },
    });
    await sleep(2_500);
    stop.abort();
    expect((await working).code).toBe(0);
    expect(one.server.service.messages).toHaveLength(0);
    await one.queue("resume");
    await one.work();
    everyoneOnce(one, 5);
  });

  it("pauses and resumes also where the engine cannot be used", async () => {
    const { queue, pool } = await migrated();
    await pool.query("drop schema pgboss cascade");
    const whyPaused = async (): Promise<unknown> => {
      const { rows } = await pool.query("select paused_why from smn_sms.state");
      return rows;
    };
    expect([(await queue("pause", "wrong text")).code, await whyPaused()]).toEqual([
      0,
      [{ paused_why: "wrong text" }],
    ]);
    expect([(await queue("resume")).code, await whyPaused()]).toEqual([0, [{ paused_why: null }]]);
  });

  it("stays stopped after a failover, and says how it is resumed", async () => {
    const { queue, pool, people, env, server } = await migrated();
    await pool.query("update smn_sms.state set timeline = 'before'");
    const { code, stderr } = await queue("resume");
    expect([code, stderr.replace(/\s+/g, " ")]).toEqual([
      5,
      expect.stringMatching(/another one than before.*--nothing-was-lost/),
    ]);
    expect(last(await queue("status", "--json"))).toMatchObject({ failed_over: true });
    const file = people("a.csv", rowsOf(1));
    expect((await queue("add", file, "--run", "may", ...ADD)).code).toBe(0);
    const stop = new AbortController();
    const working = runInside(["queue", "work", "--json", ...CONNECTION(server.url)], {
      env,
      signal: stop.signal,
      clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, signal) },
    });
    await sleep(2_500);
    stop.abort();
    const told = [(await queue("status")).stdout, ...(await working).stdout.trim().split("\n")];
    expect(told.filter((text) => text.includes('"event":"waiting"'))).toHaveLength(1);
    const advice = told.filter((text) => text.includes("lost"));
    expect(advice).toHaveLength(3);
    for (const text of advice) {
      expect(text.replace(/\s+/g, " ")).toContain("smn-sms queue resume --nothing-was-lost");
      expect(text).not.toContain("afterFailover");
    }
    expect((await queue("resume", "--nothing-was-lost")).stdout).toBe("Resumed.\n");
    expect(last(await queue("status", "--json"))).toMatchObject({ failed_over: false });
  });

  it("finds out by the reports whether unknown messages were sent", async () => {
    const one = await migrated({ faults: [{ kind: "reset", when: "after" }] });
    const file = one.people("a.csv", rowsOf(20));
    await one.queue("add", file, "--run", "may", ...ADD);
    await one.work();
    expect(last(await one.queue("status", "--json"))).toMatchObject({ messages: { unknown: 20 } });
    const reconciled = await one.queue(
      "reconcile",
      file,
      "--run",
      "may",
      ...CONNECTION(one.server.url),
      "--json",
    );
    expect(last(reconciled)).toMatchObject({ event: "reconcile", checked: 20, accepted: 20 });
    everyoneOnce(one, 20);
  });
});

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
