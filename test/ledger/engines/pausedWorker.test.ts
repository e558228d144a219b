import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { createSmsClient } from "../../../src/index.js";
import { createLedger } from "../../../src/ledger/index.js";
import { sandboxCredentials, sandboxProjectId } from "../../../src/mock/index.js";
import { sourceBuild } from "../../sourceBuild.js";
import { messagesOf } from "../support.js";
import { office } from "./support.js";

/** The shortest there is. A worker that waits a second for an answer sends nothing by a mark of more than 25 seconds. */
const LEASE_MS = 31_500;
const KEY = "paused 1";

async function pausedWorker(): Promise<{
  readonly sent: () => number;
  readonly deliver: () => Promise<string[]>;
  readonly goOn: () => Promise<string>;
}> {
  const { pool, server } = await office();
  const ledger = createLedger({ pool, leaseMs: LEASE_MS });
  await ledger.migrate();
  const messages = messagesOf(5);
  const client = { projectId: sandboxProjectId, credentials: sandboxCredentials };
  const options = { ...client, dist: sourceBuild(), key: KEY, messages, leaseMs: LEASE_MS };
  const program = fileURLToPath(new URL("pausingWorker.mjs", import.meta.url));
  const child = spawn(
    process.execPath,
    [program, pool.options.connectionString ?? "", server.url, JSON.stringify(options)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const closed = new Promise((resolve) => child.once("close", resolve));
  while (stateOf(child.pid) !== "T") await sleep(20);
  expect(output).toBe("marked\n");
  const sms = createSmsClient({ ...client, baseUrl: server.url, timeoutMs: 1_000 });
  return {
    sent: () => server.service.messages.length,
    deliver: async () => (await ledger.sendOnce(sms, KEY, messages)).map(({ status }) => status),
    async goOn() {
      child.kill("SIGCONT");
      await closed;
      return output;
    },
  };
}

/** Of a process, by one letter; T for one that was stopped. */
function stateOf(pid: number | undefined): string | undefined {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
}

it.runIf(process.platform === "linux")(
  "a worker that is stopped between its mark and its request, for longer than its lease, sends nothing any more",
  async () => {
    const { sent, deliver, goOn } = await pausedWorker();
    await expect(deliver()).rejects.toMatchObject({ reason: "busy", sent: "maybe" });
    await sleep(LEASE_MS + 500);
    expect(await deliver()).toEqual(["unknown", "unknown", "unknown", "unknown", "unknown"]);
    expect(await goOn()).toContain("ended: journal busy");
    expect(sent()).toBe(0);
    // It said that nothing was sent, so that the next delivery sends it.
    expect(await deliver()).toEqual(["accepted", "accepted", "accepted", "accepted", "accepted"]);
    expect(await deliver()).toHaveLength(5);
    expect(sent()).toBe(5);
  },
);

it.runIf(process.platform === "linux")("one that is stopped for less goes on, and sends once", async () => {
  const { sent, deliver, goOn } = await pausedWorker();
  await expect(deliver()).rejects.toMatchObject({ reason: "busy", sent: "maybe" });
  expect(await goOn()).toContain("ended: accepted accepted accepted accepted accepted");
  expect(await deliver()).toHaveLength(5);
  expect(sent()).toBe(5);
});
