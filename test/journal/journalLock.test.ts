import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JournalFiles } from "../../src/journal/journalFiles.js";
import type { JournalHost } from "../../src/journal/journalHost.js";
import { lockJournal, type JournalLock, type LockOptions } from "../../src/journal/journalLock.js";
import { nodeFiles } from "../../src/journal/nodeFiles.js";
import { createNodeHost } from "../../src/journal/nodeHost.js";

/** Beyond the largest process id that Linux gives. */
const DEAD_PID = 2 ** 22 + 1;
const host = createNodeHost();

let directory: string;
let files = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "smn-sms-lock-"));
});
afterAll(() => rm(directory, { recursive: true }));
const newPath = (): string => join(directory, `journal-${files++}`);

/** What a lock says; the process is dead, of this machine, and provably so, unless told otherwise. */
const holder = (parts: object = {}): string =>
  JSON.stringify({ ...host.self, pid: DEAD_PID, started: "1", nonce: "dead", ...parts });

const lock = (path: string, options: Partial<LockOptions> = {}): Promise<JournalLock> =>
  lockJournal(path, { files: nodeFiles, host, takeOverAfterMs: undefined, ...options });

/** How many of several attempts to lock at once succeed. */
async function winners(path: string, count: number, options: Partial<LockOptions> = {}): Promise<number> {
  const attempts = await Promise.allSettled(Array.from({ length: count }, () => lock(path, options)));
  for (const attempt of attempts)
    if (attempt.status === "rejected")
      expect(attempt.reason).toMatchObject({ code: "journal", reason: "locked", sent: "no" });
  return attempts.filter(({ status }) => status === "fulfilled").length;
}

const filesOf = async (path: string): Promise<string[]> =>
  (await readdir(directory))
    .map((name) => join(directory, name))
    .filter((name) => name.startsWith(`${path}.`));

/** The file system of a stick: no hard links. */
const withoutLinks: JournalFiles = {
  ...nodeFiles,
  link: () => Promise.reject(Object.assign(new Error("no links"), { code: "EPERM" })),
};

describe("the lock of a journal", () => {
  it.each([
    ["", nodeFiles],
    [" without hard links", withoutLinks],
  ])("keeps the same process away as well%s", async (_name, some) => {
    const path = newPath();
    const first = await lock(path, { files: some });
    expect(await first.isOwn()).toBe(true);
    await expect(lock(path, { files: some })).rejects.toMatchObject({ reason: "locked" });
    await first.release();
    const again = await lock(path, { files: some });
    await again.release();
    expect(await filesOf(path)).toEqual([]);
  });

  it("can be taken over by any name that it can be made by, twice as well", async () => {
    const most = 255;
    const long = (bytes: number): string => join(directory, `${files++}-`.padEnd(bytes, "x"));
    const couldLock = async (bytes: number): Promise<boolean> =>
      lock(long(bytes)).then(
        async (held) => held.release().then(() => true),
        () => false,
      );
    let bytes = most;
    while (!(await couldLock(bytes))) bytes--;
    const longAgo = new Date(Date.now() - 3_600_000);
    const nonce = "x".repeat(host.randomId().length);
    const later = nonce.replaceAll("x", "y");
    for (const parts of [{}, { host: "elsewhere" }]) {
      const path = long(bytes);
      const claim = `${path}.lock.after-${nonce}`;
      await writeFile(`${path}.lock`, holder({ ...parts, nonce }));
      await writeFile(claim, holder({ ...parts, nonce: later }));
      for (const left of [`${path}.lock`, claim]) await utimes(left, longAgo, longAgo);
      expect(await winners(path, 1, { takeOverAfterMs: 60_000 })).toBe(1);
    }
  });

  it("goes to one of many that want it", async () => {
    for (let round = 0; round < 10; round++) expect(await winners(newPath(), 8)).toBe(1);
    for (let round = 0; round < 10; round++)
      expect(await winners(newPath(), 8, { files: withoutLinks })).toBeLessThanOrEqual(1);
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
    await writeFile(
      `${path}.lock.after-dead`,
      holder({ pid: process.pid, started: host.self.started, nonce: "live" }),
    );
    await expect(lock(path)).rejects.toMatchObject({ reason: "locked" });
    expect(await filesOf(path)).toHaveLength(2);
  });

  it("is not replaced when it changed hands meanwhile", async () => {
    const path = newPath();
    await writeFile(`${path}.lock`, holder());
    let reads = 0;
    const other = holder({ pid: process.pid, started: host.self.started, nonce: "other" });
    // Another process takes the dead lock over between the claim of this one and its second look.
    const racing: JournalFiles = {
      ...nodeFiles,
      async open(file, flags) {
        if (file === `${path}.lock` && flags === "r" && ++reads === 2) await writeFile(file, other);
        return nodeFiles.open(file, flags);
      },
    };
    await expect(lock(path, { files: racing })).rejects.toMatchObject({ reason: "locked" });
    expect(await readFile(`${path}.lock`, "utf8")).toBe(other);
    expect(await filesOf(path)).toEqual([`${path}.lock`]);
  });

  it("is dead when its process id belongs to another process now", async () => {
    const path = newPath();
    await writeFile(`${path}.lock`, holder({ pid: process.pid, started: "1" }));
    await (await lock(path)).release();
  });

  it.each<[string, object]>([
    ["another machine", { host: "elsewhere" }],
    ["a machine of the same name", { boot: "another start" }],
    ["another container of the same name", { namespace: "pid:[1]" }],
    ["an earlier release, which does not say enough", { boot: undefined, namespace: undefined }],
  ])("of %s is nobody's to take, and says how it is cleared", async (_name, parts) => {
    const path = newPath();
    await writeFile(`${path}.lock`, holder(parts));
    await expect(lock(path)).rejects.toMatchObject({
      reason: "locked",
      message: expect.stringContaining(`no run uses it, delete ${path}.lock`) as unknown,
    });
    expect(await filesOf(path)).toEqual([`${path}.lock`]);
  });

  it("of a process here is not taken where this machine cannot tell its starts apart", async () => {
    const path = newPath();
    const blind: JournalHost = { ...host, self: { ...host.self, boot: undefined } };
    await writeFile(`${path}.lock`, holder({ boot: undefined }));
    await expect(lock(path, { host: blind })).rejects.toMatchObject({ reason: "locked" });
  });

  it("of a live process is not taken, whoever's it is", async () => {
    // As for the process of another user: it is there, and its start cannot be read.
    for (const started of [undefined, "1"]) {
      const path = newPath();
      const eperm: JournalHost = { ...host, look: () => ({ isGone: false, started }) };
      await writeFile(`${path}.lock`, holder());
      await expect(lock(path, { host: eperm, takeOverAfterMs: 60_000 })).rejects.toMatchObject({
        message: expect.stringContaining(`in use by process ${DEAD_PID}`) as unknown,
      });
    }
  });

  it("that cannot be read is nobody's to take", async () => {
    for (const text of ["", "{", "5", "{}", `{"pid":1}`]) {
      const path = newPath();
      await writeFile(`${path}.lock`, text);
      expect(await winners(path, 4)).toBe(0);
      expect(await readFile(`${path}.lock`, "utf8")).toBe(text);
    }
  });

  it("is taken over after it stood still, where that is allowed", async () => {
    for (const text of ["", holder({ host: "elsewhere" }), holder({ boot: "another start" })]) {
      const path = newPath();
      await writeFile(`${path}.lock`, text);
      expect(await winners(path, 4, { takeOverAfterMs: 60_000 })).toBe(0);
      const past = new Date(Date.now() - 61_000);
      await utimes(`${path}.lock`, past, past);
      expect(await winners(path, 4)).toBe(0);
      expect(await winners(path, 4, { takeOverAfterMs: 120_000 })).toBe(0);
      expect(await winners(path, 4, { takeOverAfterMs: 60_000 })).toBe(1);
      expect(await filesOf(path)).toEqual([`${path}.lock`]);
    }
  });

  it("is touched as long as it is held", async () => {
    const path = newPath();
    const touches: (() => void)[] = [];
    let ended = 0;
    const every: JournalHost["every"] = (_ms, work) => {
      touches.push(work);
      return () => {
        ended++;
      };
    };
    const held = await lock(path, { host: { ...host, every } });
    const past = new Date(Date.now() - 3_600_000);
    await utimes(`${path}.lock`, past, past);
    touches[0]!();
    await expect
      .poll(async () => (await nodeFiles.stat(`${path}.lock`))!.changedAt)
      .toBeGreaterThan(past.getTime() + 3_000_000);
    expect(await held.isOwn()).toBe(true);
    await held.release();
    expect(ended).toBe(1);
  });

  it.each([
    ["removed", (path: string) => rm(path)],
    [
      "replaced",
      async (path: string) => {
        await rm(path);
        await writeFile(path, holder({ nonce: "other" }));
      },
    ],
    ["emptied", (path: string) => writeFile(path, "")],
  ])("is known to be lost when it was %s, and not given back then", async (_name, change) => {
    const path = newPath();
    const held = await lock(path);
    await change(`${path}.lock`);
    const left = await filesOf(path);
    expect(await held.isOwn()).toBe(false);
    await held.release();
    expect(await filesOf(path)).toEqual(left);
  });

  it("is recognised by its content where files have no lasting number", async () => {
    let number = 0;
    const unnumbered: JournalFiles = {
      ...nodeFiles,
      async stat(path) {
        const facts = await nodeFiles.stat(path);
        return facts && { ...facts, id: `${number++}` };
      },
    };
    const path = newPath();
    const held = await lock(path, { files: unnumbered });
    expect(await held.isOwn()).toBe(true);
    await writeFile(`${path}.lock`, holder({ nonce: "other" }));
    expect(await held.isOwn()).toBe(false);
  });

  it("removes what dead processes left beside it, and nothing that may be another's", async () => {
    const path = newPath();
    const names = [
      `${path}.lock.dead-draft`,
      `${path}.lock.elsewhere`,
      `${path}.lock.empty`,
      `${path}locked`,
    ];
    await writeFile(names[0]!, holder());
    await writeFile(names[1]!, holder({ host: "elsewhere" }));
    await writeFile(names[2]!, "");
    await writeFile(names[3]!, holder());
    const held = await lock(path);
    await held.release();
    expect((await filesOf(path)).sort()).toEqual([names[1], names[2]]);
    expect(await readFile(names[3]!, "utf8")).toBe(holder());
  });
});
