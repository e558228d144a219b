import { describe, expect, it } from "vitest";
import type { IntendedRange } from "../../src/journal/journal.js";
import type { JournalFiles } from "../../src/journal/journalFiles.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { memorySystem } from "./memoryFiles.js";

const PATH = "/journal";

/** A disk that says how much of the journal a power failure would leave. */
function fragile() {
  const system = memorySystem();
  const state = { durable: "", directories: 0 };
  const files: JournalFiles = {
    ...system.files,
    async open(path, flags) {
      const file = await system.files.open(path, flags);
      return {
        ...file,
        async sync() {
          if (path === PATH) state.durable = system.read(PATH);
        },
      };
    },
    async syncDirectory() {
      state.directories++;
    },
  };
  return { ...system, files, state };
}

describe("a journal on a disk that may lose its power", () => {
  it("has an intent on disk when it is recorded, and everything when it is closed", async () => {
    const system = fragile();
    const journal = await openJournalOn(system, PATH, { inputId: "input" });
    expect(system.state.durable).toContain('"journal":"smn-sms"');
    expect(system.state.directories).toBe(1);
    await journal.bind({ project: "p", address: "a" });
    expect(system.state.durable).toContain('"sender"');
    await journal.intend([0, 1]);
    expect(system.state.durable).toBe(system.read(PATH));
    expect(system.state.durable).toContain('"intended"');
    await journal.settle([{ index: 0, disposition: { status: "invalid", issues: [] } }]);
    expect(system.read(PATH)).toContain('"invalid"');
    expect(system.state.durable).not.toContain('"invalid"');
    await journal.close();
    expect(system.state.durable).toContain('"invalid"');
  });

  it("has its name on disk in every run, as its maker may have been killed before", async () => {
    const system = fragile();
    await (await openJournalOn(system, PATH, { inputId: "input" })).close();
    system.state.directories = 0;
    await (await openJournalOn(system, PATH, { inputId: "input" })).close();
    expect(system.state.directories).toBe(1);
  });

  it("knows at once what it intended", async () => {
    const journal = await openJournalOn(fragile(), PATH, { inputId: "input" });
    await journal.intend([0, 1], { digests: [5, 6] });
    expect([0, 1, 2].map((index) => journal.decide(index))).toEqual(["unknown", "unknown", "send"]);
    const ranges: IntendedRange[] = [];
    for await (const range of journal.intended()) ranges.push(range);
    expect(ranges).toEqual([{ first: 0, last: 1, digest: 11 }]);
    await journal.close();
  });

  it("reads lines that lie across two reads of the file", async () => {
    const system = fragile();
    const journal = await openJournalOn(system, PATH, { inputId: "input" });
    for (let index = 0; index < 40; index++) await journal.intend([index]);
    await journal.close();
    const files: JournalFiles = {
      ...system.files,
      async open(path, flags) {
        const file = await system.files.open(path, flags);
        return { ...file, read: (buffer, offset) => file.read(buffer.subarray(0, 7), offset) };
      },
    };
    const again = await openJournalOn({ ...system, files }, PATH, { inputId: "input" });
    expect(again.counts.intended).toBe(40);
    await again.close();
  });
});
