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
  const lock = (): Promise<JournalLock> =>
    lockJournal(PATH, { files, host: system.host, takeOverAfterMs: undefined });
  return { ...system, lock };
}

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
});
