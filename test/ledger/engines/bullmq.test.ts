import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue, Worker } from "bullmq";
import { describe, expect, it, onTestFinished } from "vitest";
import { planJobs } from "../../../src/ledger/index.js";
import { bench, messagesOf, type Bench } from "../support.js";
import { addRun, startWorker } from "./bullmq.mjs";

const TEXTS = 3_000;

function hasRedis(): boolean {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    console.log("Not run: this machine has no redis-server (Debian: apt-get install redis-server)");
    return false;
  }
}

interface Redis {
  readonly queue: Queue;
  readonly at: Bench;
  /** Starts workers on the same queue. */
  readonly startWorkers: () => void;
  /** Resolves when nothing is left to be delivered. */
  readonly settled: () => Promise<void>;
  /** As after a loss of power without `appendonly`. */
  readonly forget: () => void;
}

async function redis(): Promise<Redis> {
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-redis-"));
  const socket = join(folder, "redis.sock");
  const options = ["--appendonly", "yes", "--appendfsync", "always"];
  const server = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--dir", folder, ...options], {
    stdio: "ignore",
  });
  const at = await bench();
  const connection = { path: socket };
  const queue = new Queue("sms", { connection });
  queue.on("error", () => undefined); // until Redis has started
  const workers: Worker[] = [];
  onTestFinished(async () => {
    await Promise.all([queue, ...workers].map((one) => one.close()));
    server.kill("SIGKILL");
    await at.end();
    rmSync(folder, { recursive: true, force: true });
  });
  await queue.waitUntilReady();
  return {
    queue,
    at,
    startWorkers() {
      for (const { ledger, sms } of [at, at.worker()]) {
        const worker = startWorker({ Worker, connection, ledger, sms });
        worker.on("error", () => undefined);
        workers.push(worker);
      }
    },
    forget: () => void execFileSync("redis-cli", ["-s", socket, "flushall"], { stdio: "ignore" }),
    async settled() {
      while ((await queue.getJobCountByTypes("waiting", "active", "delayed", "prioritized")) > 0)
        await sleep(50);
    },
  };
}

const isSentOnce = ({ service }: Bench): void => {
  expect(service.messages).toHaveLength(TEXTS);
  expect(new Set(service.messages.map(({ message }) => message)).size).toBe(TEXTS);
};

describe.runIf(hasRedis())("BullMQ", () => {
  it("sends no text twice, however often a run is added and its jobs are retried", async () => {
    const { queue, at, startWorkers, settled } = await redis();
    const { ledger } = at;
    startWorkers();
    await addRun({ queue, planJobs, ledger }, messagesOf(TEXTS), "may");
    await addRun({ queue, planJobs, ledger }, messagesOf(TEXTS), "may");
    await settled();
    expect(await ledger.counts("may/")).toMatchObject({ accepted: TEXTS, pending: 0 });
    for (const job of await queue.getCompleted()) await job.retry("completed");
    await settled();
    isSentOnce(at);
  });

  it("loses no text when Redis has forgotten everything: the ledger names the jobs, and the run is added again", async () => {
    const { queue, at, startWorkers, settled, forget } = await redis();
    const { ledger } = at;
    await addRun({ queue, planJobs, ledger }, messagesOf(TEXTS), "may");
    startWorkers();
    // In the midst of the work; what the workers have is finished by them.
    while (at.service.messages.length === 0) await sleep(1);
    forget();
    await sleep(500);
    const forgotten: string[] = [];
    for await (const { key } of ledger.pending("")) forgotten.push(key);
    expect(forgotten.length * 999).toBeGreaterThanOrEqual(TEXTS - at.service.messages.length);
    await addRun({ queue, planJobs, ledger }, messagesOf(TEXTS), "may");
    await settled();
    expect(await ledger.counts("may/")).toMatchObject({ accepted: TEXTS, pending: 0, unknown: 0 });
    isSentOnce(at);
  });
});
