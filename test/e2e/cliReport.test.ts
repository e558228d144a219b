import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { sandboxProjectId, sandboxSign } from "../../src/mock/index.js";
import { run, start, temporaryFolder, type Ended } from "../cli/command.js";
import { idOf, reportOf } from "../reports/support.js";
import { KEYS, numberOf, people, stage, type Stage } from "./cliSupport.js";

const connection = (url: string): string[] => [
  ...["--base-url", url, "--project-id", sandboxProjectId, "--sign-id", sandboxSign.sign_id],
];

function report({ folder, server }: Stage, ...more: string[]): Promise<Ended> {
  return run(["report", "people.csv", ...connection(server.url), ...more], { cwd: folder, env: KEYS });
}

describe("smn-sms report", () => {
  test("tells the delivery of every row that smn-sms send had accepted", async () => {
    const rows = [...people(250).trimEnd().split("\n"), "17099980001,a", "17099990227,b"];
    const scene = await stage(`${rows.join("\n")}\n`, { deliveryDelayMs: 0 });
    await scene.send();
    scene.server.service.faults.add({
      kind: "status",
      status: 502,
      operationId: "ListSmsMsgReport",
      times: 2,
    });
    const { code, stdout, stderr } = await report(scene);
    expect([code, stderr]).toEqual([3, ""]);
    expect(stdout).toMatch(/delivered +250\n/);
    const sent = await scene.results();
    const found = await scene.results("people.csv.report.csv");
    expect(found.map(({ status, message_id }) => [status, message_id])).toEqual(
      sent.map(({ status, message_id }) => [status, message_id]),
    );
    expect(found.map(({ delivery }) => delivery)).toEqual([
      ...Array.from({ length: 250 }, () => "delivered"),
      "failed",
      "",
    ]);
    const text = await readFile(join(scene.folder, "people.csv.report.csv"), "utf8");
    for (let index = 0; index < 250; index++) expect(text).not.toContain(numberOf(index));
    expect((await readdir(scene.folder)).sort()).toEqual([
      "people.csv",
      "people.csv.journal",
      "people.csv.report.csv",
      "people.csv.results.csv",
    ]);
  });

  test("stops at Ctrl-C with 130, and leaves no part of a report", async () => {
    const scene = await stage(people(3), { deliveryDelayMs: 0 });
    await scene.send();
    scene.server.service.faults.add({ kind: "stall", when: "before", operationId: "ListSmsMsgReport" });
    const running = start(["report", "people.csv", ...connection(scene.server.url)], {
      cwd: scene.folder,
      env: KEYS,
    });
    const asked = (): boolean => scene.server.service.requests.some(({ method }) => method === "GET");
    await expect.poll(asked, { timeout: 20_000 }).toBe(true);
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
    expect((await readdir(scene.folder)).filter((name) => name.includes("report"))).toEqual([]);
  });

  test("takes little more memory for many rows than for some", async () => {
    // So many that the part of the journal that stays in memory is full.
    const some = await memoryFor(52_000);
    const many = await memoryFor(120_000);
    expect(some).toBeGreaterThan(20);
    expect(many - some).toBeLessThan(100);
  }, 120_000);
});

describe("smn-sms signs", () => {
  test("lists what can be used for sending", async () => {
    const { server, folder } = await stage(people(1));
    const args = ["signs", "--base-url", server.url, "--project-id", sandboxProjectId];
    const { code, stdout } = await run(args, { cwd: folder, env: KEYS });
    expect(code).toBe(0);
    expect(stdout).toContain(`${sandboxSign.sign_id}  approved`);
  });
});

const RSS = "data:text/javascript,process.on('exit',()=>console.error('RSS',process.resourceUsage().maxRSS))";

/** Megabytes that the report of a run of so many rows takes at most. */
async function memoryFor(rows: number): Promise<number> {
  const folder = await temporaryFolder();
  await writeRun(folder, rows);
  const ended = await run(["report", "people.csv", ...connection(await reportServer(rows))], {
    cwd: folder,
    env: KEYS,
    nodeOptions: ["--import", RSS],
  });
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stderr).not.toContain("Warning");
  expect((await stat(join(folder, "people.csv.report.csv"))).size).toBeGreaterThan(rows * 80);
  return Number(/RSS (\d+)/.exec(ended.stderr)?.[1]) / 1024;
}

/** A file and its journal, as if every row had been accepted, 500 in a request. */
async function writeRun(folder: string, rows: number): Promise<void> {
  const file = createWriteStream(join(folder, "people.csv"));
  const journal = createWriteStream(join(folder, "people.csv.journal"));
  file.write("endpoint,message\n");
  const header = { journal: "smn-sms", version: 1, input_id: "i", run_id: "r", created_at: "" };
  journal.write(`${JSON.stringify(header)}\n`);
  for (let first = 0; first < rows; first += 500) {
    const indices = Array.from({ length: Math.min(500, rows - first) }, (_, place) => first + place);
    file.write(indices.map((index) => `${numberOf(index)},hello\n`).join(""));
    const range = [[first, first + indices.length - 1]];
    journal.write(`${JSON.stringify({ status: "intended", indices: range, at: Date.now() - 60_000 })}\n`);
    const accepted = { status: "accepted", indices: range, request_id: "r", message_ids: indices.map(idOf) };
    journal.write(`${JSON.stringify(accepted)}\n`);
  }
  for (const stream of [file, journal]) {
    stream.end();
    await once(stream, "finish");
  }
}

/** A service that delivered them all. */
async function reportServer(rows: number): Promise<string> {
  const server = createServer(({ url = "" }, response) => {
    const { searchParams } = new URL(url, "http://localhost");
    const offset = Number(searchParams.get("offset"));
    const count = Math.max(0, Math.min(100, rows - offset));
    const data = Array.from({ length: count }, (_, place) => reportOf(offset + place));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ request_id: "r1", count: rows, data }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
