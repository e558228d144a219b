import { describe, expect, it } from "vitest";
import type { JournalFiles } from "../../src/journal/journalFiles.js";
import { lockJournal, type JournalLock } from "../../src/journal/journalLock.js";
import { memorySystem } from "./memoryFiles.js";

const PATH = "/folder/journal";
const LOCK = `${PATH}.lock`;

const taken = (): Promise<never> => Promise.reject(Object.assign(new Error("EEXIST"), { code: "EEXIST" }));

/** A file system in memory, of which some functions are replaced, and a way to lock the journal on it. */
function disk(replaced: (files: JournalFiles) => Partial<JournalFiles> = () => ({})) {
  const system = memorySystem();
  const files: JournalFiles = { ...system.files, ...replaced(system.files) };
  const lock = (takeOverAfterMs?: number): Promise<JournalLock> =>
    lockJournal(PATH, { files, host: system.host, takeOverAfterMs });
  return { ...system, lock };
}

/** What a lock says; the process is dead unless it started at "1", as every one here did. */
const holder = (nonce: string, started = "0"): string =>
  JSON.stringify({ ...memorySystem().host.self, pid: 9, started, nonce });

describe("the lock of a journal", () => {
  it("is not its holder's any more when another file with the same content has its place", async () => {
    const whole = disk();
    const held = await whole.lock();
    expect(await held.isOwn()).toBe(true);
    whole.write(LOCK, whole.read(LOCK));
    expect(await held.isOwn()).toBe(false);
  });

  it("is lost where it is gone as soon as it was made, and where it goes later", async () => {
    const gone = disk(() => ({ stat: async () => undefined }));
    const held = await gone.lock();
    gone.contents.delete(LOCK);
    expect(await held.isOwn()).toBe(false);
    await held.release();
  });

  it("is tried for again when it was given back before its holder could be read", async () => {
    let refusals = 0;
    const { lock, contents } = disk((files) => ({
      link: (from, to) => (refusals++ === 0 ? taken() : files.link(from, to)),
    }));
    expect(await (await lock()).isOwn()).toBe(true);
    expect([...contents.keys()]).toEqual([LOCK]);
  });

  it("is given up after a hundred times that others had it in between", async () => {
    let tries = 0;
    const link = (): Promise<never> => (tries++, taken());
    await expect(disk(() => ({ link })).lock()).rejects.toMatchObject({
      code: "journal",
      reason: "locked",
      message: expect.stringContaining("in use by other processes, one after the other") as unknown,
    });
    expect(tries).toBe(100);
  });

  it("is not held where it could not be written whole", async () => {
    const full = disk((files) => ({
      open: async (path, flags) => ({ ...(await files.open(path, flags)), write: async () => 3 }),
    }));
    await expect(full.lock()).rejects.toThrow("the lock was not written");
  });

  it("is not made by way of a file that is another's", async () => {
    const whole = disk();
    whole.write(`${LOCK}.id-0`, "other");
    await expect(whole.lock()).rejects.toThrow("the name of a temporary file is taken");
    expect(whole.read(`${LOCK}.id-0`)).toBe("other");
  });

  it("says why its file cannot be made", async () => {
    const refused = Object.assign(new Error("EACCES"), { code: "EACCES" });
    await expect(disk(() => ({ open: () => Promise.reject(refused) })).lock()).rejects.toBe(refused);
  });
});

describe("a dead lock", () => {
  it("is claimed by a name without the characters that a path has", async () => {
    const made: string[] = [];
    const { contents, ...system } = disk((files) => ({
      link: (from, to) => (made.push(to), files.link(from, to)),
    }));
    system.write(LOCK, holder("../a b-1_"));
    await system.lock();
    expect(made).toEqual([LOCK, `${LOCK}.after-ab-1_`]);
    expect([...contents.keys()]).toEqual([LOCK]);
  });

  it("is tried for again where the claim of another one, or the lock itself, has gone meanwhile", async () => {
    let refusals = 0;
    const claimed = disk((files) => ({
      link: (from, to) => (to.includes(".after-") && refusals++ === 0 ? taken() : files.link(from, to)),
    }));
    claimed.write(LOCK, holder("dead"));
    expect(await (await claimed.lock()).isOwn()).toBe(true);
    expect(refusals).toBe(2);
    const gone = disk((files) => ({
      async link(from, to) {
        await files.link(from, to);
        if (to.includes(".after-")) gone.contents.delete(LOCK);
      },
    }));
    gone.write(LOCK, holder("dead"));
    expect(await (await gone.lock()).isOwn()).toBe(true);
    expect([...gone.contents.keys()]).toEqual([LOCK]);
  });

  it("keeps the claims of the dead when it changed hands, and only loses this process's own", async () => {
    const system = disk((files) => ({
      async link(from, to) {
        await files.link(from, to);
        if (to.endsWith(".after-dead2")) system.write(LOCK, holder("other", "1"));
      },
    }));
    system.write(LOCK, holder("dead"));
    system.write(`${LOCK}.after-dead`, holder("dead2"));
    await expect(system.lock()).rejects.toMatchObject({ reason: "locked" });
    expect([...system.contents.keys()]).toEqual([LOCK, `${LOCK}.after-dead`]);
  });

  it("whose claim says nothing either is nobody's to take", async () => {
    const system = disk();
    system.write(LOCK, "");
    system.write(`${LOCK}.after-unreadable`, "");
    await expect(system.lock(0)).rejects.toThrow(
      `an owner that cannot be identified. When you are sure that no run uses it, delete ${LOCK}.after-unreadable`,
    );
    expect([...system.contents.keys()]).toEqual([LOCK, `${LOCK}.after-unreadable`]);
  });
});
