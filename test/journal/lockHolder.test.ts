import { describe, expect, it } from "vitest";
import type { FileFacts, JournalFile, JournalFiles } from "../../src/journal/journalFiles.js";
import type { JournalHost, ProcessIdentity } from "../../src/journal/journalHost.js";
import { isProvedDead, readHolder, refuseIfHeld, type Holder } from "../../src/journal/lockHolder.js";
import { memorySystem } from "./memoryFiles.js";

const LOCK = "/journal.lock";
const SELF: ProcessIdentity = { pid: 1, started: "1", host: "here", boot: "boot", namespace: "ns" };
const HOLDER: Holder = { pid: 9, started: "5", host: "here", boot: "boot", namespace: "ns", nonce: "n" };

/** A machine on which the process looks like this. */
const hostWith = (
  found: ReturnType<JournalHost["look"]>,
  self: Partial<ProcessIdentity> = {},
): JournalHost => ({ ...memorySystem().host, self: { ...SELF, ...self }, look: () => found });
const GONE = { isGone: true, started: undefined };
const alive = (started: string | undefined): ReturnType<JournalHost["look"]> => ({ isGone: false, started });

describe("what a lock says of its holder", () => {
  async function read(content: string): Promise<Holder | undefined> {
    const { files, ...system } = memorySystem();
    system.write(LOCK, content);
    return readHolder(LOCK, files);
  }
  const NOBODY = { pid: 0, host: "", nonce: "unreadable" };

  it("is what was written", async () => {
    expect(await read(JSON.stringify(HOLDER))).toEqual(HOLDER);
  });

  it("lacks what is no text, or an empty one", async () => {
    const odd = { pid: 9, started: 5, host: 5, boot: "", namespace: null, nonce: "n" };
    const without = { started: undefined, boot: undefined, namespace: undefined };
    expect(await read(JSON.stringify(odd))).toEqual({ pid: 9, host: "", nonce: "n", ...without });
  });

  it("is nobody where it names no process", async () => {
    for (const text of ["", "{", "5", "{}", '{"pid":1}', '{"pid":1,"nonce":5}', '{"pid":1.5,"nonce":"n"}'])
      expect(await read(text), text).toEqual(NOBODY);
  });

  it("is nothing where there is no file, and a failure where it cannot be read", async () => {
    const { files } = memorySystem();
    expect(await readHolder(LOCK, files)).toBeUndefined();
    const failure = Object.assign(new Error("EACCES"), { code: "EACCES" });
    const open = (): Promise<never> => Promise.reject(failure);
    await expect(readHolder(LOCK, { ...files, open })).rejects.toBe(failure);
  });

  it("leaves no file open", async () => {
    const { files, ...system } = memorySystem();
    system.write(LOCK, "{}");
    let closed = 0;
    const open = async (path: string): Promise<JournalFile> => ({
      ...(await files.open(path, "r")),
      close: async () => {
        closed++;
      },
    });
    await readHolder(LOCK, { ...files, open });
    expect(closed).toBe(1);
  });
});

describe("a holder is proved dead", () => {
  it("when its process is gone, or another one has its number", () => {
    expect(isProvedDead(HOLDER, hostWith(GONE))).toBe(true);
    expect(isProvedDead(HOLDER, hostWith(alive("6")))).toBe(true);
    expect(isProvedDead(HOLDER, hostWith(alive("5")))).toBe(false);
  });

  it("only where both starts of the process are known", () => {
    expect(isProvedDead(HOLDER, hostWith(alive(undefined)))).toBe(false);
    expect(isProvedDead({ ...HOLDER, started: undefined }, hostWith(alive("6")))).toBe(false);
  });

  it.each<[keyof ProcessIdentity, string | undefined]>([
    ["host", "elsewhere"],
    ["boot", "another"],
    ["boot", undefined],
    ["namespace", "another"],
    ["namespace", undefined],
  ])("only by the same %s (not by %s)", (name, value) => {
    expect(isProvedDead({ ...HOLDER, [name]: value }, hostWith(GONE))).toBe(false);
    expect(isProvedDead(HOLDER, hostWith(GONE, { [name]: value }))).toBe(false);
  });

  it.each(["boot", "namespace"])("not where neither of the two knows its %s", (name) => {
    expect(isProvedDead({ ...HOLDER, [name]: undefined }, hostWith(GONE, { [name]: undefined }))).toBe(false);
  });
});

describe("a lock", () => {
  /** Why it is refused; `now` is when the file of the probe was changed, `then` when the lock was. */
  async function refusal(
    holder: Holder,
    host: JournalHost,
    takeOverAfterMs?: number,
    then: number | undefined = 0,
    now = 0,
  ): Promise<{ said: string; probes: string[]; left: number }> {
    const system = memorySystem();
    const probes: string[] = [];
    const facts = (changedAt: number): FileFacts => ({ kind: "file", id: "1", links: 1, size: 1, changedAt });
    const files: JournalFiles = {
      ...system.files,
      async open(path, flags) {
        probes.push(`${path} ${flags}`);
        return { ...(await system.files.open(path, flags)), stat: async () => facts(now) };
      },
      stat: async () => (then === undefined ? undefined : facts(then)),
    };
    const said = await refuseIfHeld(holder, LOCK, "/journal", { files, host, takeOverAfterMs }).then(
      () => "taken",
      (error: unknown) => String(error),
    );
    return { said, probes, left: system.contents.size };
  }
  const elsewhere = { ...HOLDER, host: "elsewhere" };
  const nobody = { ...HOLDER, pid: 0, host: "" };

  it("of the dead may be taken over", async () => {
    expect((await refusal(HOLDER, hostWith(GONE))).said).toBe("taken");
  });

  it("of a live process here is refused without advice to delete it, however long it stood still", async () => {
    const { said, probes } = await refusal(HOLDER, hostWith(alive("5")), 60_000, 0, 1e9);
    expect(said).toContain("The journal /journal is in use by process 9. Two runs");
    expect(probes).toEqual([]);
  });

  it("of somebody else is refused, and says how it is cleared", async () => {
    const { said, probes } = await refusal(elsewhere, hostWith(GONE));
    expect(said).toContain(
      "in use by process 9 on elsewhere, of which this process cannot know whether it has ended. " +
        `When you are sure that no run uses it, delete ${LOCK}.`,
    );
    expect((await refusal(nobody, hostWith(GONE))).said).toContain(
      `in use by somebody who cannot be identified. When you are sure that no run uses it, delete ${LOCK}.`,
    );
    expect(probes).toEqual([]);
  });

  it("of somebody else may be taken over when it stood still as long as is asked, and not before", async () => {
    const said = async (then: number | undefined, now: number): Promise<boolean> => {
      const found = await refusal(elsewhere, hostWith(GONE), 60_000, then, now);
      expect(found).toMatchObject({ probes: [`${LOCK}.id-0 wx`], left: 0 });
      return found.said === "taken";
    };
    expect(await said(5, 60_005)).toBe(true);
    expect(await said(5, 60_004)).toBe(false);
  });

  it("that has gone meanwhile is not taken over in its absence", async () => {
    const system = memorySystem();
    const files: JournalFiles = { ...system.files, stat: async () => undefined };
    const rules = { files, host: hostWith(GONE), takeOverAfterMs: 0 };
    await expect(refuseIfHeld(elsewhere, LOCK, "/journal", rules)).rejects.toMatchObject({
      reason: "locked",
    });
  });
});
