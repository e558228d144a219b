import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run, temporaryFolder } from "../cli/command.js";
import { numberOf, textOf } from "./cliSupport.js";

const MEGABYTE = 1024 * 1024;
const REPORT =
  "data:text/javascript,process.on('exit',()=>console.error('RSS',process.resourceUsage().maxRSS))";

async function memoryFor(megabytes: number): Promise<number> {
  const folder = await temporaryFolder();
  const file = createWriteStream(join(folder, "people.csv"));
  file.write("endpoint,message,note\n");
  for (let index = 0; file.bytesWritten + file.writableLength < megabytes * MEGABYTE; index++) {
    const row = `${numberOf(index)},${textOf(index)},"${"备注，".repeat(20)}\n"\n`;
    if (!file.write(row)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
  const ended = await run(["send", "people.csv", "--sign-id", "s1", "--dry-run"], {
    cwd: folder,
    nodeOptions: ["--import", REPORT],
  });
  expect(ended.code).toBe(0);
  return Number(/RSS (\d+)/.exec(ended.stderr)?.[1]) / 1024;
}

test("checking a file of 60 MB takes about as much memory as one of 2 MB", async () => {
  const small = await memoryFor(2);
  const large = await memoryFor(60);
  expect(small).toBeGreaterThan(20);
  expect(large - small).toBeLessThan(100);
}, 120_000);
