import { describe, expect, it } from "vitest";
import type { JournalFiles } from "../../src/journal/journalFiles.js";
import { lockJournal, type JournalLock } from "../../src/journal/journalLock.js";
import { memorySystem } from "./memoryFiles.js";

const PATH = "/folder/journal";
const LOCK = `${PATH}.lock`;

const failed = (code: string): Error => Object.assign(new Error(code), { code });
const taken = (): Promise<never> => Promise.reject(failed("EEXIST"));

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

  it("is held where the disk has made it, and says that its name is taken", async () => {
    const { lock } = disk((files) => ({
      link: async (from, to) => {
        await files.link(from, to);
        throw failed("EEXIST");
      },
    }));
    expect(await (await lock()).isOwn()).toBe(true);
  });

  it.each([true, false])(
    "can be taken over later where that fails (done all the same: %s)",
    async (isDone) => {
      let isBroken = true;
      const system = disk((files) => ({
        rename: async (from, to) => {
          if (isDone || !isBroken) await files.rename(from, to);
          if (isBroken) throw failed("EIO");
        },
      }));
      system.write(LOCK, holder("dead"));
      await expect(system.lock()).rejects.toThrow("EIO");
      expect([...system.contents.keys()]).toEqual(isDone ? [] : [LOCK]);
      isBroken = false;
      expect(await (await system.lock()).isOwn()).toBe(true);
      expect([...system.contents.keys()]).toEqual([LOCK]);
    },
  );

  it("can be taken over later where the dead one cannot be read again", async () => {
    let reads = 0;
    const system = disk((files) => ({
      open: async (path, flags) => {
        // The first reads find out who has it; the last one looks once more.
        if (path === LOCK && flags === "r" && ++reads === 3) throw failed("EIO");
        return files.open(path, flags);
      },
    }));
    system.write(LOCK, holder("dead"));
    await expect(system.lock()).rejects.toThrow("EIO");
    expect([...system.contents.keys()]).toEqual([LOCK]);
    expect(await (await system.lock()).isOwn()).toBe(true);
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

  it("is written whole where the disk takes it in parts", async () => {
    const slow = disk((files) => ({
      open: async (path, flags) => {
        const file = await files.open(path, flags);
        return { ...file, write: (bytes, offset) => file.write(bytes.subarray(0, 3), offset) };
      },
    }));
    const held = await slow.lock();
    expect(JSON.parse(slow.read(LOCK))).toMatchObject({ nonce: "id-0" });
    expect(await held.isOwn()).toBe(true);
  });

  it.each([true, false])(
    "leaves nothing where it could not be written whole (hard links: %s)",
    async (hasLinks) => {
      let room = 3;
      const full = disk((files) => ({
        ...(!hasLinks && { link: () => Promise.reject(failed("ENOTSUP")) }),
        open: async (path, flags) => {
          const file = await files.open(path, flags);
          const write = async (bytes: Uint8Array, offset: number): Promise<number> => {
            const taken = bytes.subarray(0, path === LOCK || hasLinks ? room : undefined);
            if (taken.length === 0) throw failed("ENOSPC");
            if (path === LOCK || hasLinks) room -= taken.length;
            return file.write(taken, offset);
          };
          return { ...file, write };
        },
      }));
      await expect(full.lock()).rejects.toThrow("ENOSPC");
      expect([...full.contents.keys()]).toEqual([]);
      room = Infinity;
      expect(await (await full.lock()).isOwn()).toBe(true);
    },
  );

  it("stays another's that took it over while it was written", async () => {
    const other = holder("another", "1");
    let takeOver = (): void => undefined;
    const slow = disk((files) => ({
      link: () => Promise.reject(failed("ENOTSUP")),
      open: async (path, flags) => {
        const file = await files.open(path, flags);
        if (path !== LOCK || flags !== "wx") return file;
        return {
          ...file,
          write: () => {
            takeOver();
            return Promise.reject(failed("EIO"));
          },
        };
      },
    }));
    takeOver = () => slow.write(LOCK, other);
    await expect(slow.lock()).rejects.toThrow("EIO");
    expect(slow.read(LOCK)).toBe(other);
  });

  it.each<keyof JournalFiles>(["list", "stat"])("is given back where %s fails behind it", async (call) => {
    let isBroken = true;
    const { lock, contents } = disk((files) => ({
      [call]: (path: string) =>
        isBroken ? Promise.reject(failed("EIO")) : (files[call] as (path: string) => unknown)(path),
    }));
    await expect(lock()).rejects.toThrow("EIO");
    expect([...contents.keys()]).toEqual([]);
    isBroken = false;
    expect(await (await lock()).isOwn()).toBe(true);
  });

  it("is held although its draft cannot be removed", async () => {
    const { lock, contents } = disk((files) => ({
      remove: (path) => (path === LOCK ? files.remove(path) : Promise.reject(failed("EIO"))),
    }));
    const held = await lock();
    expect(await held.isOwn()).toBe(true);
    await held.release();
    expect(contents.has(LOCK)).toBe(false);
  });

  it("is given back where its file cannot be closed", async () => {
    const { lock, contents } = disk((files) => ({
      open: async (path, flags) => ({
        ...(await files.open(path, flags)),
        ...(flags === "wx" && { close: () => Promise.reject(failed("EIO")) }),
      }),
    }));
    const held = await lock();
    await expect(held.release()).rejects.toThrow("EIO");
    expect([...contents.keys()]).toEqual([]);
  });

  it("is not made by way of a file that is another's", async () => {
    const whole = disk();
    whole.write(`${LOCK}.draft-id-0`, "other");
    await expect(whole.lock()).rejects.toThrow("the name of a temporary file is taken");
    expect(whole.read(`${LOCK}.draft-id-0`)).toBe("other");
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
