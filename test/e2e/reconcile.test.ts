import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { readJournal, type JournalRecord } from "../../src/index.js";
import { startMockServer, type MockServer, type ScheduledFault } from "../../src/mock/index.js";
import { KEYS, people, stage, textOf, timesAccepted } from "./cliSupport.js";
import { run, start } from "../cli/command.js";
import { sourceBuild } from "../sourceBuild.js";

const SEED = Number(process.env["SMN_SMS_RECONCILE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const SIZE = Number(process.env["SMN_SMS_RECONCILE_SIZE"] ?? 400);
const KILLS = Number(process.env["SMN_SMS_RECONCILE_KILLS"] ?? 5);
const CHILD = fileURLToPath(new URL("reconcile-child.mjs", import.meta.url));
const SENDING = { operationId: "SmsBatchPublishWithDiffMessage", times: "always" as const };

/** What leaves open whether messages were sent, and what does not. */
const FAULTS: ScheduledFault[] = [
  ...(["before", "after"] as const).flatMap((when): ScheduledFault[] => [
    { kind: "reset", when, probability: 0.08, ...SENDING },
    { kind: "truncate", when, probability: 0.05, ...SENDING },
    { kind: "stall", when, probability: 0.02, ...SENDING },
    { kind: "status", status: 504, page: "html", when, probability: 0.04, ...SENDING },
  ]),
  { kind: "garbage200", body: "json", probability: 0.03, ...SENDING },
  { kind: "results", change: "missing", probability: 0.05, ...SENDING },
  { kind: "results", change: "malformed", probability: 0.05, ...SENDING },
  { kind: "latency", ms: 5, probability: 0.5, ...SENDING },
  {
    kind: "status",
    status: 503,
    page: "html",
    probability: 0.1,
    operationId: "ListSmsMsgReport",
    times: "always",
  },
];

/** The same numbers from 0 to 1 for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe(`a run that fails in every way, is killed, reconciled and gone on with (seed ${SEED})`, () => {
  const next = random(SEED);
  const records = new Map<number, JournalRecord>();
  const killed: string[] = [];
  const seen = { unknown: 0, found: 0, unsent: 0 };
  let server: MockServer;
  let directory: string;
  let journalPath: string;

  /** Runs the child; it is killed after so many requests or outcomes. */
  async function live(task: "send" | "reconcile", quota: number, timeoutMs = 500): Promise<boolean> {
    const build = join(sourceBuild(), "index.mjs");
    const options = JSON.stringify({ build, task, baseUrl: server.url, journalPath, size: SIZE, timeoutMs });
    const child = fork(CHILD, [options], { silent: true });
    const before = server.service.requests.length;
    let outcomes = 0;
    let isDone = false;
    let errors = "";
    child.stderr!.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const consider = (): void => {
      if (server.service.requests.length - before + outcomes / 10 >= quota) child.kill("SIGKILL");
    };
    child.on("message", (report: "done" | { status: string }) => {
      if (report === "done") isDone = true;
      else {
        outcomes++;
        if (task === "send" && report.status === "unknown") seen.unknown++;
        if (task === "reconcile" && report.status === "accepted") seen.found++;
        if (task === "reconcile" && report.status === "unsent") seen.unsent++;
      }
      consider();
    });
    const watch = setInterval(consider, 1);
    const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
      child.on("close", (_code, by) => resolve(by)),
    );
    clearInterval(watch);
    expect(errors).toBe("");
    if (signal === "SIGKILL") killed.push(task);
    return isDone;
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "smn-sms-reconcile-"));
    journalPath = join(directory, "journal");
    server = await startMockServer({ anySign: true, seed: SEED, faults: FAULTS });
    for (let kill = 0; kill < KILLS; kill++) {
      await live("send", 1 + next() * (SIZE / 10 / KILLS));
      await live("reconcile", next() < 0.5 ? 1 + next() * 5 : Infinity);
    }
    // Once more through everything that fails, then through what does not.
    expect(await live("send", Infinity)).toBe(true);
    expect(await live("reconcile", Infinity)).toBe(true);
    server.service.faults.clear();
    expect(await live("send", Infinity, 60_000)).toBe(true);
    for await (const record of readJournal(journalPath)) records.set(record.index, record);
  }, 240_000);

  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  it("was killed, and had messages of either fate to settle", () => {
    expect(killed).toContain("send");
    expect(seen.unknown).toBeGreaterThan(0);
    expect(seen.found).toBeGreaterThan(0);
    expect(seen.unsent).toBeGreaterThan(0);
  });

  it("had every text delivered exactly once", () => {
    const texts = server.service.messages.map(({ message }) => message);
    const wanted = Array.from({ length: SIZE }, (_, index) => `text ${index}`);
    expect(texts.sort()).toEqual(wanted.sort());
  });

  it("knows every message's id", () => {
    const taken = new Map(server.service.messages.map(({ message, message_id }) => [message, message_id]));
    expect(records.size).toBe(SIZE);
    for (const { index, status, message_id } of records.values())
      expect([index, status, message_id]).toEqual([index, "accepted", taken.get(`text ${index}`)]);
  });
});

describe("the command line", () => {
  test("gets every row to the service exactly once through kills and lost answers", async () => {
    const rows = 300;
    const lost = (kind: "reset" | "truncate", when: "before" | "after", after: number): ScheduledFault => ({
      kind,
      when,
      after,
      operationId: SENDING.operationId,
    });
    const play = await stage(people(rows), {
      faults: [
        lost("reset", "after", 1),
        lost("truncate", "after", 3),
        lost("reset", "before", 5),
        { kind: "latency", ms: 60, times: "always", operationId: SENDING.operationId },
      ],
    });
    const pace = ["--batch-size", "20", "--concurrency", "2"];
    const command = (name: string, ...more: string[]): string[] => [name, ...play.args(...more).slice(1)];
    const options = { cwd: play.folder, env: KEYS };

    const first = start(command("send", "--yes", ...pace), options);
    while (play.server.service.messages.length < 160) await new Promise((resolve) => setTimeout(resolve, 5));
    first.child.kill("SIGKILL");
    expect((await first.ended).signal).toBe("SIGKILL");

    const resumed = await run(command("send", "--yes", ...pace), options);
    expect(resumed.code).toBe(4);
    expect(resumed.stdout).toContain("smn-sms reconcile people.csv");

    const reconciled = await run(command("reconcile", "--settle", "0"), options);
    expect(reconciled.code).toBe(4);
    expect(reconciled.stdout).toMatch(/unknown +0\n/);

    const last = await run(command("send", "--yes", "--retry", "unsent", ...pace), options);
    expect(last.stdout).toContain("Resuming an earlier run");
    expect(last.code).toBe(0);

    const texts = play.server.service.messages.map(({ message }) => message);
    expect(texts.sort()).toEqual(Array.from({ length: rows }, (_, index) => textOf(index)).sort());
    expect(Math.max(...timesAccepted(play.server).values())).toBe(1);
    const taken = new Map(play.server.service.messages.map((one) => [one.message, one.message_id]));
    for (const row of await play.results())
      expect([row["status"], row["message_id"]]).toEqual(["accepted", taken.get(row["message"] ?? "")]);
  });
});
