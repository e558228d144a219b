import { fork, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createNodeHost } from "../../src/journal/nodeHost.js";
import { sourceBuild } from "../sourceBuild.js";

const CHILD = fileURLToPath(new URL("lock-child.mjs", import.meta.url));
/** Beyond the largest process id that Linux gives. */
const DEAD_PID = 2 ** 22 + 1;

let directory: string;
let files = 0;
const children: ChildProcess[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "smn-sms-lock-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rm(directory, { recursive: true }));
const newPath = (): string => join(directory, `journal-${files++}`);

const says = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.once("message", resolve as () => void));

async function start(path: string): Promise<ChildProcess> {
  const child = fork(CHILD, [path, join(sourceBuild(), "index.mjs")]);
  children.push(child);
  expect(await says(child)).toBe("ready");
  return child;
}

async function opens(child: ChildProcess): Promise<string> {
  const said = says(child);
  child.send("open");
  return said;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await gone;
}

const deadHolder = (nonce: string): string =>
  JSON.stringify({ ...createNodeHost().self, pid: DEAD_PID, started: "1", nonce });

describe("the lock of a journal, with processes of their own,", () => {
  it("keeps a second process away until the first is gone, also when that was killed", async () => {
    const path = newPath();
    const [first, second, third] = [await start(path), await start(path), await start(path)];
    expect(await opens(first)).toBe("open");
    expect(await opens(second)).toMatch(new RegExp(`^refused: .*in use by process ${first.pid!}`));
    await kill(first);
    expect(await opens(second)).toBe("open");
    expect(await opens(third)).toMatch(`in use by process ${second.pid!}`);
  });

  it("goes to exactly one of several processes that find it dead at the same time", async () => {
    const path = newPath();
    const racers = await Promise.all([start(path), start(path), start(path), start(path)]);
    for (let round = 0; round < 3; round++) {
      await writeFile(`${path}.lock`, deadHolder(`dead-${round}`));
      const results = await Promise.all(racers.map(opens));
      expect(results.filter((result) => result === "open")).toHaveLength(1);
      const winner = results.indexOf("open");
      await kill(racers[winner]!);
      racers[winner] = await start(path);
      await rm(`${path}.lock`);
    }
  });
});
