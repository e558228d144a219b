import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run, start, temporaryFolder, type Running } from "../cli/command.js";
import { people } from "./cliSupport.js";

async function sandbox(
  ...options: string[]
): Promise<{ running: Running; url: string; env: Record<string, string> }> {
  const running = start(["mock", "--port", "0", ...options]);
  await running.seen("Stop it with Ctrl-C.");
  const { stdout } = running.output;
  const url = /^smn-sms sandbox listening on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(stdout)?.[1] ?? "";
  const env = Object.fromEntries(
    [...stdout.matchAll(/export (\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  return { running, url, env };
}

describe("smn-sms mock", () => {
  test("is a sandbox for the command that it prints, and stops at SIGTERM", async () => {
    const { running, url, env } = await sandbox("--seed", "7", "--latency", "1");
    const folder = await temporaryFolder();
    await writeFile(join(folder, "people.csv"), people(5));
    const sign = /--sign-id (\S+)/.exec(running.output.stdout)?.[1] ?? "";
    const sent = await run(["send", "people.csv", "--sign-id", sign, "--base-url", url, "--yes"], {
      cwd: folder,
      env,
    });
    expect(sent).toMatchObject({ code: 0 });
    const { count } = (await (await fetch(`${url}/__sandbox/messages`)).json()) as { count: number };
    expect(count).toBe(5);
    running.child.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
  });

  test("stops at Ctrl-C", async () => {
    const { running } = await sandbox();
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(0);
  });

  test("takes faults as JSON or from a file", async () => {
    const path = join(await temporaryFolder(), "faults.json");
    await writeFile(path, '[{"kind":"throttle","times":2}]');
    for (const faults of [path, '{"kind":"throttle","times":2}']) {
      const { url } = await sandbox("--faults", faults);
      const { faults: pending } = (await (await fetch(`${url}/__sandbox/faults`)).json()) as {
        faults: unknown[];
      };
      expect(pending).toEqual([expect.objectContaining({ kind: "throttle", times: 2 })]);
    }
  });

  test("knows only the key that it is given, and does not print its secret", async () => {
    const { running, url } = await sandbox("--ak", "OWNSANDBOXKEY0000001", "--sk", "ownSecret", "--any-sign");
    expect(running.output.stdout).not.toContain("ownSecret");
    const folder = await temporaryFolder();
    await writeFile(join(folder, "people.csv"), people(1));
    const env = { HUAWEICLOUD_SDK_AK: "OWNSANDBOXKEY0000001", HUAWEICLOUD_SDK_SK: "ownSecret" };
    const args = [
      "send",
      "people.csv",
      "--sign-id",
      "anything",
      "--project-id",
      "p1",
      "--base-url",
      url,
      "--yes",
    ];
    expect((await run(args, { cwd: folder, env })).code).toBe(0);
  });

  test.each([
    ["a port in use", ["--port", "USED"], "in use"],
    ["a fault that does not exist", ["--port", "0", "--faults", '{"kind":"earthquake"}'], "kind"],
    ["faults that are no JSON", ["--port", "0", "--faults", "{"], "not JSON"],
    [
      "a file of faults that does not exist",
      ["--port", "0", "--faults", "/nonexistent.json"],
      "cannot be read",
    ],
    ["half a key", ["--port", "0", "--ak", "x"], "belong together"],
  ])("ends with 2 for %s", async (_, options, hint) => {
    const used = options.includes("USED") ? new URL((await sandbox()).url).port : "";
    const { code, stderr } = await run(["mock", ...options.map((word) => (word === "USED" ? used : word))]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(hint)]);
  });
});
