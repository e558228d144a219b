import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import type { FileJournal } from "../../src/journal/fileJournal.js";
import type { JournalFiles } from "../../src/journal/journalFiles.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { memorySystem } from "./memoryFiles.js";

const PATH = "/journal";
const FIRST = { project: "p", address: "a" };
const cause = new SmnError("The connection broke.", { code: "network", sent: "maybe" });

const open = (system = memorySystem()): Promise<FileJournal> =>
  openJournalOn(system, PATH, { inputId: "input" });

describe("the place where the messages of a journal go", () => {
  it("is the one that was recorded first, in this run and in later ones", async () => {
    const system = memorySystem();
    const journal = await open(system);
    expect(journal.sender).toBe(undefined);
    await journal.bind(FIRST);
    expect(journal.sender).toEqual(FIRST);
    await journal.bind({ project: "q", address: "b" });
    expect(journal.sender).toEqual(FIRST);
    await journal.close();
    const again = await open(system);
    expect(again.sender).toEqual(FIRST);
    await again.close();
  });
});

describe("an input of a journal", () => {
  it("is in doubt while nobody knows what became of an earlier sending", async () => {
    const system = memorySystem();
    const journal = await open(system);
    await journal.intend([0, 1]);
    await journal.settle([{ index: 0, disposition: { status: "unknown", cause } }]);
    expect([0, 1, 2].map((index) => journal.isDoubtful(index))).toEqual([true, false, false]);
    await journal.close();
    const again = await open(system);
    expect([0, 1, 2].map((index) => again.isDoubtful(index))).toEqual([true, true, false]);
    await again.settle([{ index: 1, disposition: { status: "unsent", cause } }]);
    expect([0, 1, 2].map((index) => again.isDoubtful(index))).toEqual([true, false, false]);
    await again.close();
  });
});

describe("a journal that is closed", () => {
  it("is closed once, however often that is asked for", async () => {
    const system = memorySystem();
    const journal = await open(system);
    const [first, second] = [journal.close(), journal.close()];
    await Promise.all([first, second]);
    const other = await open(system);
    // It does not give back the lock of the next one.
    await journal.close();
    await expect(open(system)).rejects.toMatchObject({ reason: "locked" });
    await other.close();
  });

  it("is free again even where its end cannot be written", async () => {
    const system = memorySystem();
    const journal = await open(system);
    system.write(PATH, "");
    await expect(journal.close()).rejects.toMatchObject({ reason: "lost" });
    expect([...system.contents.keys()]).toEqual([PATH]);
  });

  it("says that it was lost, also where its lock cannot be given back", async () => {
    const system = memorySystem();
    let isBroken = false;
    const open: JournalFiles["open"] = (path, flags) =>
      isBroken ? Promise.reject(new Error("EIO")) : system.files.open(path, flags);
    const journal = await openJournalOn({ ...system, files: { ...system.files, open } }, PATH, {
      inputId: "input",
    });
    system.contents.delete(PATH);
    isBroken = true;
    await expect(journal.close()).rejects.toMatchObject({ reason: "lost" });
  });
});
