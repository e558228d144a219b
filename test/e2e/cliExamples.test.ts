import { spawn } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeXlsx } from "hucre";
import { describe, expect, onTestFinished, test } from "vitest";
import { commandPath, temporaryFolder } from "../cli/command.js";
import { KEYS } from "./cliSupport.js";
import { behindProxy, type Behind } from "./throughProxy.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The commands of a page that ask the service, as they are written. */
async function examplesOf(page: string): Promise<string[]> {
  const text = await readFile(join(root, page), "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, code = ""]) => code.split("\n"));
  return blocks.filter((line) => /^npx smn-sms (?:send|report|reconcile|signs)\b/.test(line));
}

/** A folder with the files that the examples name, and with `npx` as a way to the command that was built. */
async function folderOf(behind: Behind): Promise<(line: string) => Promise<{ code: number; told: string }>> {
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, "people.csv"),
    "endpoint,message\n13800000001,您的验证码是 482913。\n13800000002,您的验证码是 730155。\n",
  );
  const rows = [
    ["phone", "code"],
    ["13800000003", "048291"],
  ];
  await writeFile(join(folder, "codes.xlsx"), await writeXlsx({ sheets: [{ name: "Sheet1", rows }] }));
  const bin = join(folder, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${commandPath()}" "$@"\n`);
  await chmod(join(bin, "npx"), 0o755);
  const env = {
    ...KEYS,
    ...behind.env,
    HOME: folder,
    PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
  };
  return (line) =>
    new Promise((resolve) => {
      const child = spawn("sh", ["-c", line], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
      onTestFinished(() => void child.kill("SIGKILL"));
      let told = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => (told += text));
      child.on("close", (code) => resolve({ code: code ?? -1, told: told.replace(/\s+/g, " ") }));
    });
}

/** Whoever copies an example answers its question. */
const answered = (line: string): string =>
  line.includes(" send ") && !/ --(?:dry-run|yes)\b/.test(line) ? `${line} --yes` : line;

describe.skipIf(process.platform === "win32")("the commands as they are written", () => {
  test.each(["README.md", "docs/README.zh-CN.md"])("in %s send what they promise", async (page) => {
    const behind = await behindProxy("cn-north-4");
    const run = await folderOf(behind);
    const lines = await examplesOf(page);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect({ line, ...(await run(answered(line))) }).toMatchObject({ code: 0 });
    const taken = behind.server.service.messages.map(({ endpoint, message }) => [endpoint, message]);
    expect(taken).toEqual([
      ["13800000001", "您的验证码是 482913。"],
      ["13800000002", "您的验证码是 730155。"],
      ["13800000003", "您的验证码是048291。"],
    ]);
    // Nothing went past the proxy.
    expect(new Set(behind.asked)).toContain("smn.cn-north-4.myhuaweicloud.com:443");
  });

  test.each(["docs/sending.md", "docs/sending.zh-CN.md", "docs/delivery.md", "docs/delivery.zh-CN.md"])(
    "in %s follow a run of people.csv",
    async (page) => {
      const behind = await behindProxy("cn-north-4");
      const run = await folderOf(behind);
      const send = (await examplesOf("docs/sending.md")).find((line) => line.includes(" send ")) ?? "";
      expect(await run(answered(send))).toMatchObject({ code: 0 });
      for (const line of await examplesOf(page))
        expect({ line, ...(await run(answered(line))) }).toMatchObject({ code: 0 });
      expect(behind.server.service.messages).toHaveLength(2);
    },
  );

  test("go past the proxy where NO_PROXY names the service", async () => {
    const behind = await behindProxy("cn-north-4");
    const run = await folderOf({ ...behind, env: { ...behind.env, NO_PROXY: "*" } });
    const address = behind.server.url;
    const line = `npx smn-sms signs --base-url ${address} --project-id f96188c7ccaf4ffba0c9aa149ab2bd57`;
    expect(await run(line)).toMatchObject({ code: 0 });
    expect(behind.asked).toEqual([]);
  });
});
