import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue, Worker } from "bullmq";
import { expect, it, onTestFinished } from "vitest";
import { planJobs } from "../../../src/ledger/index.js";
import { bench, messagesOf } from "../support.js";
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

it.runIf(hasRedis())(
  "BullMQ sends no text twice, however often a run is added and its jobs are retried",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "smn-sms-redis-"));
    const socket = join(folder, "redis.sock");
    const redis = spawn(
      "redis-server",
      [
        "--port",
        "0",
        "--unixsocket",
        socket,
        "--dir",
        folder,
        "--appendonly",
        "yes",
        "--appendfsync",
        "always",
      ],
      { stdio: "ignore" },
    );
    const { service, ledger, sms, worker, end } = await bench();
    const connection = { path: socket };
    const queue = new Queue("sms", { connection });
    const other = worker();
    const workers = [
      startWorker({ Worker, connection, ledger, sms }),
      startWorker({ Worker, connection, ...other }),
    ];
    // Until Redis has started.
    queue.on("error", () => undefined);
    for (const one of workers) one.on("error", () => undefined);
    onTestFinished(async () => {
      await Promise.all([queue, ...workers].map((one) => one.close()));
      redis.kill("SIGKILL");
      await end();
      rmSync(folder, { recursive: true, force: true });
    });
    const settled = async (): Promise<void> => {
      while ((await queue.getJobCountByTypes("waiting", "active", "delayed", "prioritized")) > 0)
        await sleep(50);
    };
    await queue.waitUntilReady();
    await addRun({ queue, planJobs, ledger }, messagesOf(TEXTS), "may");
    await addRun({ queue, planJobs, ledger }, messagesOf(TEXTS), "may");
    await settled();
    expect(await ledger.counts("may/")).toMatchObject({ accepted: TEXTS, pending: 0 });
    for (const job of await queue.getCompleted()) await job.retry("completed");
    await settled();
    expect(service.messages).toHaveLength(TEXTS);
    expect(new Set(service.messages.map(({ message }) => message)).size).toBe(TEXTS);
  },
);
