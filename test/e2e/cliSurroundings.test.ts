import { spawn } from "node:child_process";
import { appendFile, open, rename, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { commandPath, start } from "../cli/command.js";
import { KEYS, people, stage, timesAccepted, type Stage } from "./cliSupport.js";

const ROWS = 300;
const SLOW = { faults: [{ kind: "latency", ms: 40, times: "always" } as const] };
const OPTIONS = ["--batch-size", "20", "--concurrency", "2"];

async function accepted({ server }: Stage, count: number): Promise<void> {
  while (server.service.messages.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

const mostTimes = ({ server }: Stage): number => Math.max(...timesAccepted(server).values());

/** Runs a shell line in which `$SEND` is the command, and tells how it ended. */
function shell(
  play: Stage,
  line: string,
): { pid: number; ended: Promise<{ code: number | null; stderr: string }> } {
  const child = spawn("bash", ["-c", line], {
    cwd: play.folder,
    env: { ...process.env, ...KEYS, HOME: play.folder, SEND: commandPath(), NODE: process.execPath },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdout.resume();
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stderr })),
  );
  return { pid: child.pid ?? 0, ended };
}

const quoted = (args: readonly string[]): string => args.map((word) => `'${word}'`).join(" ");

describe("smn-sms send", () => {
  test("stops cleanly at SIGHUP, and the same command sends the rest", async () => {
    const play = await stage(people(ROWS), SLOW);
    const running = play.start(...OPTIONS);
    await accepted(play, 40);
    running.child.kill("SIGHUP");
    running.child.kill("SIGHUP");
    expect((await running.ended).code).toBe(130);
    expect(await play.results()).toHaveLength(ROWS);
    expect((await play.send(...OPTIONS)).code).toBe(0);
    expect([play.server.service.messages.length, mostTimes(play)]).toEqual([ROWS, 1]);
  });

  test("goes on at SIGHUP where nohup started it", async () => {
    const play = await stage(people(ROWS), SLOW);
    const args = quoted(play.args("--yes", ...OPTIONS));
    const { pid, ended } = shell(play, `nohup "$NODE" "$SEND" ${args}`);
    await accepted(play, 40);
    process.kill(pid, "SIGHUP");
    expect((await ended).code).toBe(0);
    expect(play.server.service.messages).toHaveLength(ROWS);
  });

  test("goes on at SIGHUP where an option says so, without a shell around it", async () => {
    const play = await stage(people(ROWS), SLOW);
    const running = play.start(...OPTIONS, "--ignore-hangup");
    await accepted(play, 40);
    running.child.kill("SIGHUP");
    expect((await running.ended).code).toBe(0);
    expect(play.server.service.messages).toHaveLength(ROWS);
  });

  test("ends without a stack at a fault of its own, and the same command sends the rest", async () => {
    const play = await stage(people(ROWS), SLOW);
    const fault = `setTimeout(() => { throw new Error("13812345678 broke"); }, 400);`;
    const running = start(play.args("--yes", "--json", ...OPTIONS), {
      cwd: play.folder,
      env: KEYS,
      nodeOptions: ["--import", `data:text/javascript,${encodeURIComponent(fault)}`],
    });
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toContain("smn-sms: The command itself failed");
    expect(stderr).not.toMatch(/^ +at |13812345678/m);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.at(-1)).toMatchObject({ event: "error", exit_code: 1 });
    // Requests that were under way are unknown; they are not sent again.
    await play.send(...OPTIONS);
    expect(mostTimes(play)).toBe(1);
  });

  test.runIf(existsSync("/dev/full")).each([
    ["standard output", ">/dev/full"],
    ["standard error", "2>/dev/full"],
    ["both", ">/dev/full 2>&1"],
    ["closed outputs", ">&- 2>&-"],
  ])("sends everything when there is no room for %s", async (_, redirection) => {
    const play = await stage(people(ROWS));
    const args = quoted(play.args("--yes", "--json", ...OPTIONS));
    const { code, stderr } = await shell(play, `"$NODE" "$SEND" ${args} ${redirection}`).ended;
    expect([code, stderr]).toEqual([0, ""]);
    expect(await play.results()).toHaveLength(ROWS);
    expect([play.server.service.messages.length, mostTimes(play)]).toEqual([ROWS, 1]);
  });

  test.runIf(existsSync("/dev/full"))(
    "ends with 5 when there is no room for results on standard output",
    async () => {
      const play = await stage(people(3));
      const args = quoted(play.args("--yes", "--out", "-"));
      const { code, stderr } = await shell(play, `"$NODE" "$SEND" ${args} >/dev/full`).ended;
      expect([code, stderr.replaceAll("\n", " ")]).toEqual([
        5,
        expect.stringContaining("could not be written (ENOSPC)"),
      ]);
    },
  );

  test("names TMPDIR when standard input cannot be copied", async () => {
    const play = await stage(people(3));
    const args = quoted(play.args("--yes").map((word) => (word === "people.csv" ? "-" : word)));
    const { code, stderr } = await shell(play, `TMPDIR=/nonexistent "$NODE" "$SEND" ${args} <people.csv`)
      .ended;
    expect([code, stderr.replaceAll("\n", " ")]).toEqual([2, expect.stringContaining("Set TMPDIR")]);
    expect(stderr).not.toContain("fault of smn-sms");
    expect(play.server.service.messages).toHaveLength(0);
  });

  test.each<[string, (file: string) => Promise<void>]>([
    ["grows", (file) => appendFile(file, "13900000009,late\n")],
    [
      "is replaced",
      async (file) => {
        await writeFile(`${file}.new`, `${people(ROWS)}13900000009,late\n`);
        await rename(`${file}.new`, file);
      },
    ],
  ])("sends the rows that it checked when the file %s, tells it, and can be resumed", async (_, change) => {
    const play = await stage(people(ROWS), SLOW);
    const file = join(play.folder, "people.csv");
    const running = play.start(...OPTIONS);
    await accepted(play, 40);
    await change(file);
    running.child.kill("SIGTERM");
    const stopped = await running.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain("was changed during the run");
    const resumed = await play.send(...OPTIONS);
    expect([resumed.code, resumed.stderr]).toEqual([
      0,
      expect.stringContaining("has grown since its run began"),
    ]);
    expect([play.server.service.messages.length, mostTimes(play)]).toEqual([ROWS, 1]);
    expect(play.server.service.messages.some(({ message }) => message === "late")).toBe(false);
  });

  test("stops when rows that it has still to send are overwritten, and sends nothing of them", async () => {
    const content = people(30_000);
    const play = await stage(content, SLOW);
    const running = play.start("--batch-size", "20", "--concurrency", "1");
    await accepted(play, 40);
    const handle = await open(join(play.folder, "people.csv"), "r+");
    const lastRow = content.lastIndexOf("\n", content.length - 2) + 1;
    await handle.write("139", Buffer.byteLength(content.slice(0, lastRow)));
    await handle.close();
    running.child.kill("SIGTERM");
    await running.ended;
    const again = await play.send();
    expect([again.code, again.stderr.replaceAll("\n", " ")]).toEqual([
      2,
      expect.stringContaining("another content"),
    ]);
    expect(mostTimes(play)).toBe(1);
  });
});
