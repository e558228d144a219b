import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sandboxCredentials } from "../../src/mock/index.js";
import { run } from "../cli/command.js";
import { KEYS, numberOf, people, stage, textOf, timesAccepted } from "./cliSupport.js";

const statuses = (rows: Record<string, string>[]): string[] => rows.map((row) => row["status"] ?? "");

describe("smn-sms send", () => {
  test("sends every row once and ends with 0", async () => {
    const { send, server, results, folder } = await stage(people(1200));
    const { code, stdout, stderr } = await send();
    expect([code, stderr.split("\n").length]).toEqual([0, 2]);
    expect(stdout).toContain("1,200 messages can be sent");
    expect(stdout).toMatch(/accepted {2}1,200 {2}taken by the service/);
    expect(stdout).not.toContain("What to do next");
    const rows = await results();
    expect(rows.map(({ endpoint, message, status }) => [endpoint, message, status])).toEqual(
      Array.from({ length: 1200 }, (_, index) => [numberOf(index), textOf(index), "accepted"]),
    );
    const sent = new Map(server.service.messages.map((one) => [one.message_id, one.endpoint]));
    expect(rows.every(({ message_id = "", endpoint }) => sent.get(message_id) === endpoint)).toBe(true);
    expect((await stat(join(folder, "people.csv.results.csv"))).mode & 0o077).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([
      "people.csv",
      "people.csv.journal",
      "people.csv.results.csv",
    ]);
  });

  test("sends nothing when it is run again, and writes the same results", async () => {
    const { send, server, results } = await stage(people(5));
    await send();
    const first = await results();
    const { code, stdout } = await send();
    expect(code).toBe(0);
    expect(stdout).toContain("5 rows done already (5 accepted)");
    expect(server.service.messages).toHaveLength(5);
    expect(await results()).toEqual(first);
  });

  test("ends with 3 when some are rejected or invalid, and retries only what it is told to", async () => {
    const { send, server, results } = await stage(
      "endpoint,message\n13800000001,a\n17099990227,b\n12345,c\n13800000002,d\n",
    );
    const { code, stdout } = await send();
    expect(code).toBe(3);
    expect(statuses(await results())).toEqual(["accepted", "rejected", "invalid", "accepted"]);
    expect((await results())[1]).toMatchObject({ code: "SMN.0227" });
    expect(stdout).toContain("--retry rejected");
    const before = server.service.requests.length;
    expect((await send("--retry", "rejected,invalid")).code).toBe(3);
    expect(server.service.requests).toHaveLength(before + 1);
    expect(server.service.messages).toHaveLength(2);
  });

  test("ends with 4 when it is not known whether some were sent, and resends them only at the user's risk", async () => {
    const { send, server, results } = await stage(people(30), {
      faults: [{ kind: "reset", when: "after", after: 1 }],
    });
    const { code, stdout } = await send("--batch-size", "10", "--concurrency", "1");
    expect(code).toBe(4);
    expect(statuses(await results())).toEqual([
      ...Array<string>(10).fill("accepted"),
      ...Array<string>(10).fill("unknown"),
      ...Array<string>(10).fill("accepted"),
    ]);
    expect(stdout).toContain("--resend-unknown-and-risk-duplicates");
    expect((await send()).code).toBe(4);
    expect((await send("--retry", "unsent,rejected")).code).toBe(4);
    expect(Math.max(...timesAccepted(server).values())).toBe(1);

    const risky = await send("--resend-unknown-and-risk-duplicates");
    expect(risky.stderr).toContain("WARNING: 10 messages may have been sent already");
    expect(risky.code).toBe(0);
    expect([...timesAccepted(server).values()].filter((times) => times === 2)).toHaveLength(10);
  });

  test("ends with 5 when the key is refused, and goes on when it is mended", async () => {
    const { args, send, server, results, folder } = await stage(people(30));
    const env = { ...KEYS, HUAWEICLOUD_SDK_SK: "anotherSecretThatOpensNothing" };
    const refused = await run(args("--yes", "--batch-size", "10", "--concurrency", "1"), {
      cwd: folder,
      env,
    });
    expect(refused.code).toBe(5);
    expect(refused.stdout).toContain("The run stopped before its end.");
    const rows = await results();
    expect(rows).toHaveLength(30);
    expect(new Set(statuses(rows.slice(10)))).toEqual(new Set(["unsent"]));
    expect(rows.at(-1)).toMatchObject({ reason: "not reached" });
    expect(server.service.messages).toHaveLength(0);
    await send("--retry", "rejected,unsent");
    await send();
    expect(timesAccepted(server).size).toBe(30);
    expect(server.service.messages).toHaveLength(30);
  });

  test("ends with 2 when the results cannot be written, before anything is sent", async () => {
    const { send, server, results } = await stage(people(3));
    const { code, stderr } = await send("--out", `${"x".repeat(250)}.csv`);
    expect([code, stderr.replaceAll("\n", " ")]).toEqual([2, expect.stringContaining("with --out")]);
    expect(server.service.messages).toHaveLength(0);
    expect((await send()).code).toBe(0);
    expect(await results()).toHaveLength(3);
    expect(server.service.messages).toHaveLength(3);
  });

  test("ends with 2 for a file that is not UTF-8, before anything is sent", async () => {
    const { send, folder, server } = await stage("");
    const bytes = Buffer.concat([Buffer.from(people(2)), Buffer.from([0xc4, 0xe3, 0x0a])]);
    await writeFile(join(folder, "people.csv"), bytes);
    const { code, stderr } = await send();
    expect([code, stderr]).toEqual([2, expect.stringContaining("(line 4)")]);
    expect(server.service.requests).toHaveLength(0);
    expect(await readdir(folder)).toEqual(["people.csv"]);
  });

  test("has nothing to do for a file without rows", async () => {
    const { send, results } = await stage("endpoint,message\n");
    const { code, stdout } = await send();
    expect([code, stdout]).toEqual([0, expect.stringContaining("nothing to send")]);
    expect(await results()).toEqual([]);
  });

  test.each([
    ["another content", "endpoint,message\n13800000001,x\n", []],
    ["another template", people(3), ["--template", "{message}!"]],
    ["another project", people(3), ["--project-id", "other"]],
  ])("refuses to resume with %s", async (_, content, options) => {
    const { send, folder, server } = await stage(people(3));
    await send();
    await writeFile(join(folder, "people.csv"), content);
    const { code, stderr } = await send(...options);
    expect([code, stderr.replaceAll("\n", " ")]).toEqual([
      2,
      expect.stringContaining("people get the text a second time"),
    ]);
    expect(server.service.messages).toHaveLength(3);
  });

  test("does not ask where there is no terminal", async () => {
    const { args, folder, server } = await stage(people(3));
    const { code, stderr } = await run(args(), { cwd: folder, env: KEYS, input: "y\n" });
    expect([code, stderr.replaceAll("\n", " ")]).toEqual([2, expect.stringContaining("Add --yes")]);
    expect(server.service.requests).toHaveLength(0);
    expect(await readdir(folder)).toEqual(["people.csv"]);
  });

  test("takes standard input, whose results go to standard output", async () => {
    const { args, folder, server } = await stage("");
    const stdin = args("--yes").map((word) => (word === "people.csv" ? "-" : word));
    const { code, stdout, stderr } = await run(stdin, { cwd: folder, env: KEYS, input: people(3) });
    expect([code, stderr]).toEqual([0, expect.stringContaining("standard input: 3 rows")]);
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "endpoint,message,status,message_id,code,reason,request_id",
      expect.stringContaining(`${numberOf(0)},${textOf(0)},accepted,`),
    ]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(4);
    expect(server.service.messages).toHaveLength(3);
    expect(await readdir(folder)).toEqual(["people.csv"]);
  });

  test("goes on when the reader of its output has gone", async () => {
    const { start, results } = await stage(people(3000), {
      faults: [{ kind: "latency", ms: 30, times: "always" }],
    });
    const running = start("--json", "--batch-size", "100", "--concurrency", "1");
    running.child.stdout.destroy();
    expect((await running.ended).code).toBe(0);
    expect(await results()).toHaveLength(3000);
  });

  test("speaks JSON", async () => {
    const { send } = await stage("endpoint,message\n13800000001,a\n17099990227,b\n12345,c\n", {
      faults: [{ kind: "throttle", retryAfter: 0 }],
    });
    const { code, stdout, stderr } = await send("--json");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ event }) => event).filter((event) => event !== "pause")).toEqual([
      "check",
      "progress",
      "summary",
    ]);
    expect(events.some(({ event }) => event === "pause")).toBe(true);
    expect(events.at(-1)).toMatchObject({
      rows: 3,
      accepted: 1,
      rejected: 1,
      invalid: 1,
      unsent: 0,
      unknown: 0,
      exit_code: 3,
      results: "people.csv.results.csv",
    });
    expect([code, stderr]).toEqual([3, ""]);
  });

  test.each([[[]], [["--json"]], [["--dry-run"]]])(
    "shows no text, whole number or secret with %j",
    async (options) => {
      const rows = Array.from({ length: 40 }, (_, index) => `${numberOf(index)},${textOf(index)}`);
      rows.push(`${numberOf(41)},`, `138000x0042,${textOf(42)}`, `17099990227,${textOf(43)}`, numberOf(44));
      const { send, folder } = await stage(`endpoint,message\n${rows.join("\n")}\n`, {
        faults: [
          { kind: "throttle", retryAfter: 0 },
          { kind: "reset", when: "after", after: 2 },
          { kind: "results", change: "renamed", after: 2 },
        ],
      });
      const { stdout, stderr } = await send("--batch-size", "10", ...options);
      const journal = options.includes("--dry-run")
        ? ""
        : await readFile(join(folder, "people.csv.journal"), "utf8");
      // A dry run shows the first texts: that is what it is for.
      const printed = stdout.replace(/^The first.*/ms, "") + stderr + journal;
      expect(printed.length).toBeGreaterThan(200);
      for (const row of rows) expect(printed).not.toContain(row.split(",")[0]);
      expect(printed).not.toContain("机密");
      for (const secret of [sandboxCredentials.sk, sandboxCredentials.ak])
        expect(printed).not.toContain(secret);
    },
  );
});
