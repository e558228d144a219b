import { fork, type ChildProcess } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lockJournal } from "../../src/journal/journalLock.js";
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

const holder = (parts: object = {}): string =>
  JSON.stringify({ pid: DEAD_PID, started: "1", host: hostname(), nonce: "dead", ...parts });

/** How many of several attempts to lock at once succeed. */
async function winners(path: string, count: number): Promise<number> {
  const attempts = await Promise.allSettled(Array.from({ length: count }, () => lockJournal(path)));
  for (const attempt of attempts)
    if (attempt.status === "rejected")
      expect(attempt.reason).toMatchObject({ code: "journal", reason: "locked", sent: "no" });
  return attempts.filter(({ status }) => status === "fulfilled").length;
}

const filesOf = async (path: string): Promise<string[]> =>
  (await readdir(directory))
    .map((name) => join(directory, name))
    .filter((name) => name.startsWith(`${path}.`));

describe("the lock of a journal", () => {
  it("keeps a second process away until the first is gone, also when that was killed", async () => {
    const path = newPath();
    const [first, second, third] = [await start(path), await start(path), await start(path)];
    expect(await opens(first)).toBe("open");
    expect(await opens(second)).toMatch(new RegExp(`^refused: journal .* in use by process ${first.pid!}`));
    await kill(first);
    expect(await opens(second)).toBe("open");
    expect(await opens(third)).toMatch(`in use by process ${second.pid!}`);
  });

  it("goes to exactly one of several processes that find it dead at the same time", async () => {
    const path = newPath();
    const racers = await Promise.all([start(path), start(path), start(path), start(path)]);
    for (let round = 0; round < 3; round++) {
      await writeFile(`${path}.lock`, holder({ nonce: `dead-${round}` }));
      const results = await Promise.all(racers.map(opens));
      expect(results.filter((result) => result === "open")).toHaveLength(1);
      const winner = results.indexOf("open");
      await kill(racers[winner]!);
      racers[winner] = await start(path);
      await rm(`${path}.lock`);
    }
  });

  it("keeps the same process away as well", async () => {
    const path = newPath();
    const unlock = await lockJournal(path);
    await expect(lockJournal(path)).rejects.toMatchObject({ code: "journal" });
    await unlock();
    const again = await lockJournal(path);
    await again();
    expect(await filesOf(path)).toEqual([]);
  });

  it("goes to one of many that want it", async () => {
    for (let round = 0; round < 10; round++) expect(await winners(newPath(), 8)).toBe(1);
  });

  it("goes to one of many that find it dead, and leaves nothing beside it", async () => {
    for (let round = 0; round < 12; round++) {
      const path = newPath();
      await writeFile(`${path}.lock`, holder());
      expect(await winners(path, 8)).toBe(1);
      expect(await filesOf(path)).toEqual([`${path}.lock`]);
      expect(JSON.parse(await readFile(`${path}.lock`, "utf8"))).toMatchObject({ pid: process.pid });
    }
  });

  it("goes to one of many that find it dead, and a process that died while it took it over", async () => {
    for (let round = 0; round < 12; round++) {
      const path = newPath();
      await writeFile(`${path}.lock`, holder());
      await writeFile(`${path}.lock.after-dead`, holder({ nonce: "dead2" }));
      await writeFile(`${path}.lock.after-dead2`, holder({ nonce: "dead3" }));
      expect(await winners(path, 8)).toBe(1);
      expect(await filesOf(path)).toEqual([`${path}.lock`]);
    }
  });

  it("is not taken from a process that is just taking it over", async () => {
    const path = newPath();
    await writeFile(`${path}.lock`, holder());
    await writeFile(`${path}.lock.after-dead`, holder({ pid: process.pid, started: "", nonce: "live" }));
    await expect(lockJournal(path)).rejects.toMatchObject({ code: "journal" });
  });

  it("is dead when its process id belongs to another process now", async () => {
    const path = newPath();
    await writeFile(`${path}.lock`, holder({ pid: process.pid, started: "1" }));
    const unlock = await lockJournal(path);
    await unlock();
  });

  it("of another machine is nobody's to take", async () => {
    const path = newPath();
    await writeFile(`${path}.lock`, holder({ host: "elsewhere" }));
    await expect(lockJournal(path)).rejects.toMatchObject({
      code: "journal",
      message: expect.stringContaining(`delete ${path}.lock`) as unknown,
    });
  });

  it("that cannot be read is taken over", async () => {
    for (const text of ["", "{", "5", "{}"]) {
      const path = newPath();
      await writeFile(`${path}.lock`, text);
      expect(await winners(path, 4)).toBe(1);
    }
  });

  it("is not given back by one who has lost it", async () => {
    const path = newPath();
    const unlock = await lockJournal(path);
    await writeFile(`${path}.lock`, holder({ nonce: "other" }));
    await unlock();
    expect(JSON.parse(await readFile(`${path}.lock`, "utf8"))).toMatchObject({ nonce: "other" });
  });
});
