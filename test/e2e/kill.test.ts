import { fork, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openJournal, readJournal, type JournalRecord } from "../../src/index.js";
import { startMockServer, type MockServer } from "../../src/mock/index.js";
import { sourceBuild } from "../sourceBuild.js";

const SIZE = Number(process.env["SMN_SMS_KILL_SIZE"] ?? 800);
const KILLS = Number(process.env["SMN_SMS_KILLS"] ?? 6);
const CHILD = fileURLToPath(new URL("kill-child.mjs", import.meta.url));

type Report = "open" | "done" | { index: number; status: string; message_id?: string };

interface Life {
  reports: Report[];
  signal: NodeJS.Signals | null;
  errors: string;
}

describe("a run whose process is killed and started again", () => {
  let server: MockServer;
  let directory: string;
  let journalPath: string;
  const lives: Life[] = [];
  const records = new Map<number, JournalRecord>();

  /** Runs the child; `kill` is asked after every report, and every request that the server got. */
  async function live(kill: (reports: Report[]) => boolean): Promise<Life> {
    const options = JSON.stringify({
      build: join(sourceBuild(), "index.mjs"),
      baseUrl: server.url,
      journalPath,
      size: SIZE,
    });
    const child: ChildProcess = fork(CHILD, [options], { silent: true });
    const reports: Report[] = [];
    let errors = "";
    child.stderr!.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const consider = (): void => {
      if (kill(reports)) child.kill("SIGKILL");
    };
    child.on("message", (report: Report) => {
      reports.push(report);
      consider();
    });
    const watch = setInterval(consider, 1);
    const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
      child.on("close", (_code, by) => resolve(by)),
    );
    clearInterval(watch);
    return { reports, signal, errors };
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "smn-sms-kill-"));
    journalPath = join(directory, "journal");
    server = await startMockServer({
      anySign: true,
      faults: [{ kind: "latency", ms: 4, probability: 0.7, times: "always" }],
    });
    for (let life = 0; life < KILLS; life++) {
      const before = server.service.requests.length;
      const quota = Math.ceil(Math.random() * (SIZE / 10 / KILLS / 3));
      // Some die with requests under way, some between an answer and its outcome.
      const kill =
        life % 2 === 0
          ? () => server.service.requests.length - before >= quota
          : (reports: Report[]) => reports.length > 1 + quota * 10;
      lives.push(await live(kill));
    }
    lives.push(await live(() => false));
    for await (const record of readJournal(journalPath)) {
      expect(records.has(record.index)).toBe(false);
      records.set(record.index, record);
    }
  }, 120_000);

  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  it("was killed, and came to its end in its last life", () => {
    expect(lives.map(({ errors }) => errors)).toEqual(lives.map(() => ""));
    expect(lives.slice(0, -1).map(({ signal }) => signal)).toEqual(lives.slice(1).map(() => "SIGKILL"));
    expect(lives.at(-1)!.reports.at(-1)).toBe("done");
  });

  it("has one outcome for every input", () => {
    expect([...records.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: SIZE }, (_, index) => index),
    );
    expect(new Set([...records.values()].map(({ status }) => status))).toContain("accepted");
  });

  it("had no message accepted twice", () => {
    const texts = server.service.messages.map(({ message }) => message);
    expect(texts.length).toBe(new Set(texts).size);
  });

  it("tells the truth of every message", () => {
    const taken = new Map(server.service.messages.map(({ message, message_id }) => [message, message_id]));
    for (const { index, status, message_id } of records.values()) {
      if (status === "accepted") expect(message_id).toBe(taken.get(`kill text ${index}`));
      else expect(status).toBe("unknown");
    }
    // Lost are, at most, the requests that were under way in each life.
    const unknown = [...records.values()].filter(({ status }) => status === "unknown");
    expect(unknown.length).toBeLessThanOrEqual(KILLS * 4 * 10);
  });

  it("kept every outcome that was seen", () => {
    for (const report of lives.flatMap(({ reports }) => reports)) {
      if (typeof report === "string") continue;
      expect(records.get(report.index)).toMatchObject(report);
    }
  });

  it("left its journal to be opened again", async () => {
    const journal = await openJournal(journalPath, { inputId: "kill" });
    expect(journal.counts.intended).toBe(0);
    await journal.close();
  });
});
