import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { start } from "../../cli/command.js";
import { sourceBuild } from "../../sourceBuild.js";
import { CONNECTION, office, rowsOf } from "./support.js";

it("a worker that gets SIGTERM ends, without a failure, when what is under way has been answered", async () => {
  const one = await office({ faults: [{ kind: "latency", ms: 1_500, times: "always" }] });
  await one.queue("migrate");
  await one.queue("add", one.people("a.csv", rowsOf(3_000)), "--run", "may", "--yes");
  const worker = start(["queue", "work", "--concurrency", "1", ...CONNECTION(one.server.url)], {
    env: one.env,
  });
  while (one.server.service.requests.length === 0) await sleep(20);
  worker.child.kill("SIGTERM");
  const { code, stderr } = await worker.ended;
  expect([code, stderr]).toEqual([0, expect.stringContaining("This worker: 999 accepted")]);
  const status = await one.queue("status", "--run", "may");
  expect(status.stdout).toContain("Run may: 2,001 pending, 999 accepted");
});

it("asks by name for a package that is missing", () => {
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-alone-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(sourceBuild(), join(folder, "dist"), { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  const needed = dirname(createRequire(import.meta.url).resolve("openapi-fetch/package.json"));
  symlinkSync(needed, join(folder, "node_modules/openapi-fetch"));
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(folder, "dist/cli/smn-sms.js"), "queue", "status"],
    {
      env: { PATH: process.env["PATH"], DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" },
      encoding: "utf8",
    },
  );
  expect([status, stderr.replace(/\s+/g, " ")]).toEqual([
    2,
    expect.stringContaining("npm install pg pg-boss"),
  ]);
});
