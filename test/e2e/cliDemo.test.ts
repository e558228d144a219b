import { execFile } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { commandPath, temporaryFolder } from "../cli/command.js";
import { runInside } from "../cli/support.js";

const demo = (name: string): string => fileURLToPath(new URL(`../../docs/demo/${name}`, import.meta.url));
const execute = promisify(execFile);

test("the demo's file is what its script makes, on any day", async () => {
  const folder = await temporaryFolder();
  await copyFile(demo("makePeople.mjs"), join(folder, "makePeople.mjs"));
  await execute(process.execPath, [join(folder, "makePeople.mjs")]);
  expect((await readFile(join(folder, "people.csv"))).equals(await readFile(demo("people.csv")))).toBe(true);
});

test("the demo's file has 2,000 rows, a few of them invalid", async () => {
  const options = ["--phone-column", "phone", "--template", "{greeting}{notice}", "--dry-run", "--json"];
  const { code, stdout } = await runInside(["send", demo("people.csv"), ...options]);
  expect(JSON.parse(stdout)).toMatchObject({ rows: 2000, invalid: 5 });
  expect(code).toBe(3);
});

test("the demo goes as it says", async () => {
  const folder = await temporaryFolder();
  const env = { ...process.env, SMN_SMS_COMMAND: commandPath(), TMPDIR: folder };
  const { stdout } = await execute(process.execPath, [demo("start.mjs")], { cwd: tmpdir(), env });
  const count = (status: string): number =>
    Number(new RegExp(`^ {2}${status} +([\\d,]+) `, "m").exec(stdout)?.[1]?.replace(",", ""));
  // Requests in flight at once may change places, so a number that is rejected may be among the unknown ones.
  expect(count("accepted") + count("rejected")).toBe(1_895);
  expect(count("rejected")).toBeGreaterThan(0);
  expect(stdout).toMatch(/unknown {5}100 /);
  expect(stdout).toContain("The sandbox took 1,990 messages");
  const results = /Row by row:\s+(\S+)/.exec(stdout)?.[1] ?? "";
  expect(await readFile(results, "utf8")).toContain("phone,greeting,notice,sign_id,status,message_id");
}, 120_000);
