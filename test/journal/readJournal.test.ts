import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JournalRecord } from "../../src/journal/journal.js";
import type { JournalLine, Range } from "../../src/journal/journalLine.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { lastRecords, readJournal, readJournalOn } from "../../src/journal/readJournal.js";
import { readJournalInOrder } from "../../src/journal/readJournalInOrder.js";
import { memorySystem } from "./memoryFiles.js";

const unsent = (code: string, ...indices: Range[]): JournalLine => ({ status: "unsent", indices, code });

async function all(records: AsyncIterable<JournalRecord>): Promise<JournalRecord[]> {
  const found: JournalRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

/** The records of lines, of which more may be there when they are read again. */
function read(lines: readonly (JournalLine | undefined)[], later: readonly JournalLine[] = []) {
  let times = 0;
  return all(
    lastRecords(async function* () {
      const given = times++ === 0 ? lines : [...lines, ...later];
      for (const [at, line] of given.entries())
        yield { ordinal: at + 1, ...(line === undefined ? {} : { line }) };
    }),
  );
}

describe("the outcomes of a run", () => {
  it("are the last one of every input, in the order in which they were recorded", async () => {
    const lines = [
      undefined,
      unsent("first", [0, 2]),
      undefined,
      unsent("second", [5, 5], [1, 1]),
      unsent("last", [5, 5]),
    ];
    const records = await read(lines);
    expect(records.map(({ index, code }) => `${index} ${code}`)).toEqual([
      "0 first",
      "2 first",
      "1 second",
      "5 last",
    ]);
  });

  it("are those that were there when they began to be read", async () => {
    const records = await read([unsent("first", [0, 1])], [unsent("later", [1, 2])]);
    expect(records.map(({ index, code }) => `${index} ${code}`)).toEqual(["0 first", "1 first"]);
    expect(await read([], [unsent("later", [0, 0])])).toEqual([]);
  });

  it("are read from a file", async () => {
    const system = memorySystem();
    const journal = await openJournalOn(system, "/journal", { inputId: "input" });
    await journal.bind({ project: "p", address: "a" });
    await journal.intend([0]);
    await journal.close();
    const unknown = [{ index: 0, status: "unknown", code: "aborted" }];
    expect(await all(readJournalOn(system.files, "/journal"))).toMatchObject(unknown);
    const directory = await mkdtemp(join(tmpdir(), "smn-sms-read-"));
    try {
      await writeFile(join(directory, "journal"), system.read("/journal"));
      expect(await all(readJournal(join(directory, "journal")))).toMatchObject(unknown);
      expect(await all(readJournalInOrder(join(directory, "journal")))).toMatchObject(unknown);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
