import { describe, expect, it } from "vitest";
import type { FileFacts, JournalFiles } from "../../src/journal/journalFiles.js";
import { ownFile, type OwnedFile } from "../../src/journal/ownedFile.js";
import { memorySystem } from "./memoryFiles.js";

const PATH = "/link/journal";
const REAL = "/real/journal";
const LOCK = `${REAL}.lock`;

/** A disk that says of the journal what the test says: of its path, and of what was opened there. */
function disk({
  atPath = {},
  opened = {},
}: { atPath?: Partial<FileFacts>; opened?: Partial<FileFacts> } = {}) {
  const system = memorySystem();
  const steps: string[] = [];
  const facts = { atPath, opened };
  const files: JournalFiles = {
    ...system.files,
    realPath: async (path) => path.replace("/link/", "/real/"),
    async stat(path) {
      const found = await system.files.stat(path);
      return found === undefined || path !== PATH ? found : { ...found, ...facts.atPath };
    },
    async open(path, flags) {
      const file = await system.files.open(path, flags);
      if (path !== PATH) return file;
      steps.push(`open ${flags}`);
      return {
        ...file,
        stat: async () => ({ ...(await file.stat()), ...facts.opened }),
        close: async () => void steps.push(system.contents.has(LOCK) ? "close, locked" : "close"),
      };
    },
  };
  const own = (given: Partial<JournalFiles> = {}): Promise<OwnedFile> =>
    ownFile(PATH, { files: { ...files, ...given }, host: system.host, takeOverAfterMs: undefined });
  const write = (path: string, content: string): void => {
    system.write(path, content);
  };
  return { own, steps, facts, files, contents: system.contents, write, read: () => system.read(PATH) };
}

const refusal = (reason: string, message: string | RegExp = ""): unknown =>
  expect.objectContaining({
    code: "journal",
    reason,
    message: (typeof message === "string"
      ? expect.stringContaining(message)
      : expect.stringMatching(message)) as unknown,
  });

describe("a journal's file", () => {
  it("is made, and locked by its real path, until it is closed", async () => {
    const { own, steps, contents, read } = disk();
    const owned = await own();
    expect([...contents.keys()].sort()).toEqual([PATH, LOCK]);
    await owned.file.write(Buffer.from("text"), 0);
    expect(read()).toBe("text");
    await owned.close();
    expect([...contents.keys()]).toEqual([PATH]);
    expect(steps).toEqual(["open a+", "close, locked"]);
  });

  it("gives its lock back even where it cannot be closed", async () => {
    const { own, contents, files } = disk();
    const open: JournalFiles["open"] = async (path, flags) => ({
      ...(await files.open(path, flags)),
      ...(path === PATH ? { close: () => Promise.reject(new Error("EIO")) } : {}),
    });
    const owned = await own({ open });
    await expect(owned.close()).rejects.toThrow("EIO");
    expect(contents.has(LOCK)).toBe(false);
  });

  it.each([
    ["directory", "is a directory"],
    ["other", "is not a regular file"],
  ] as const)("that is none (%s) is refused, where it can be before it is opened", async (kind, why) => {
    const before = disk({ atPath: { kind } });
    before.write(PATH, "");
    await expect(before.own()).rejects.toEqual(refusal("not_a_journal", `${PATH} ${why}.`));
    expect(before.steps).toEqual([]);
    // It took the place of a file in between.
    const meanwhile = disk({ opened: { kind } });
    await expect(meanwhile.own()).rejects.toEqual(refusal("not_a_journal", why));
    expect(meanwhile.steps).toEqual(["open a+", "close"]);
    expect(meanwhile.contents.has(LOCK)).toBe(false);
  });

  it("with a second name is refused, and free again", async () => {
    const { own, steps, contents, facts } = disk({ opened: { links: 2 } });
    await expect(own()).rejects.toEqual(
      refusal(
        "locked",
        /in use by this run, or by another one .* 2 names \(hard links\)\. Remove the others, or move/,
      ),
    );
    expect([steps, contents.has(LOCK)]).toEqual([["open a+", "close, locked"], false]);
    facts.opened = { links: 1 };
    await (await own()).close();
  });

  it("that is gone by the time it is locked is lost, and free again", async () => {
    const { own, steps, contents, files } = disk();
    let looks = 0;
    const stat: JournalFiles["stat"] = async (path) =>
      path === PATH && ++looks > 1 ? undefined : files.stat(path);
    await expect(own({ stat })).rejects.toEqual(refusal("lost", PATH));
    expect([steps, contents.has(LOCK)]).toEqual([["open a+", "close, locked"], false]);
  });

  it("that is refused says why, also where it cannot be closed, and is free again", async () => {
    const { own, contents, files } = disk({ opened: { links: 2 } });
    const open: JournalFiles["open"] = async (path, flags) => ({
      ...(await files.open(path, flags)),
      ...(path === PATH ? { close: () => Promise.reject(new Error("EIO")) } : {}),
    });
    await expect(own({ open })).rejects.toEqual(refusal("locked", "hard links"));
    expect(contents.has(LOCK)).toBe(false);
  });

  it("that another run has locked is closed, and that one keeps its lock", async () => {
    const { own, steps, contents } = disk();
    const first = await own();
    await expect(own()).rejects.toEqual(refusal("locked"));
    expect(steps).toEqual(["open a+", "open a+", "close, locked"]);
    expect(contents.has(LOCK)).toBe(true);
    await first.check(0);
    await first.close();
  });
});

describe("the check of a journal's file", () => {
  const lost = refusal("lost", `The journal ${PATH}, or its lock, was removed`);

  it("asks for its size only where that is known", async () => {
    const { own, write, contents } = disk();
    write(PATH, "1234");
    const { check } = await own();
    await check(4);
    await check(undefined);
    await expect(check(3)).rejects.toEqual(lost);
    await expect(check(0)).rejects.toEqual(lost);
    contents.delete(PATH);
    await expect(check(undefined)).rejects.toEqual(lost);
  });

  it.each<[string, Partial<FileFacts>]>([
    ["a second name", { links: 2 }],
    ["another kind", { kind: "directory" }],
    ["another file in its place", { id: "another" }],
  ])("finds %s", async (_, change) => {
    const { own, facts } = disk();
    const { check } = await own();
    await check(0);
    facts.atPath = change;
    await expect(check(0)).rejects.toEqual(lost);
    facts.atPath = {};
    await check(0);
  });

  it("takes no name for a second one that a file system does not count", async () => {
    const { own, facts } = disk({ opened: { links: 0 } });
    const { check } = await own();
    facts.atPath = { links: 0 };
    await check(0);
  });

  it("goes by the size alone where a file system makes numbers of files up", async () => {
    const { own, facts } = disk({ atPath: { id: "made up" } });
    const { check } = await own();
    facts.atPath = { id: "made up again" };
    await check(0);
    await expect(check(1)).rejects.toEqual(lost);
  });

  it("finds that the lock is another's, or cannot be seen", async () => {
    const { own, contents, write } = disk();
    const { check } = await own();
    const before = contents.get(LOCK)!;
    write(LOCK, "{}");
    await expect(check(0)).rejects.toEqual(lost);
    contents.set(LOCK, before);
    await check(0);
    contents.delete(LOCK);
    await expect(check(0)).rejects.toEqual(lost);
  });

  it("takes a file system that does not answer for a loss", async () => {
    const { own, files } = disk();
    let isBroken = false;
    const stat: JournalFiles["stat"] = (path) =>
      isBroken ? Promise.reject(new Error("EIO")) : files.stat(path);
    const { check } = await own({ stat });
    await check(0);
    isBroken = true;
    await expect(check(0)).rejects.toEqual(lost);
  });
});
