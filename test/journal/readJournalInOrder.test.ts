import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import type { JournalFiles } from "../../src/journal/journalFiles.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { readOrderedBatches } from "../../src/journal/readJournalInOrder.js";
import { memorySystem } from "./memoryFiles.js";

const PATH = "/journal";
const cause = new SmnError("Not sent.", { code: "network", sent: "no" });

/** A journal in which these indices were settled, a list at a time; with how many files are open. */
async function written(...lists: number[][]) {
  const system = memorySystem();
  const journal = await openJournalOn(system, PATH, { inputId: "input" });
  await journal.bind({ project: "p", address: "a" });
  for (const [at, list] of lists.entries())
    await journal.settle(
      list.map((index) => ({
        index,
        disposition: { status: "accepted", endpoint: "e", message_id: `m${index} of ${at}`, request_id: "r" },
      })),
    );
  await journal.close();
  const counts = { open: 0, reads: 0 };
  const files: JournalFiles = {
    ...system.files,
    async open(path, flags) {
      const file = await system.files.open(path, flags);
      counts.open++;
      return {
        ...file,
        read: (buffer, offset) => {
          counts.reads++;
          return file.read(buffer, offset);
        },
        close: async () => {
          counts.open--;
        },
      };
    },
  };
  return { files, counts };
}

const range = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at);

async function batches(files: JournalFiles): Promise<(string | undefined)[][]> {
  const found: (string | undefined)[][] = [];
  for await (const batch of readOrderedBatches(PATH, files))
    found.push(
      batch.map(({ index, message_id }) => (message_id?.startsWith(`m${index} `) ? message_id : "?")),
    );
  return found;
}

describe("the outcomes of a run by index", () => {
  it("are the last ones of all inputs that have one", async () => {
    const { files, counts } = await written([7, 3, 0], [3, 9]);
    expect(await batches(files)).toEqual([["m0 of 0", "m3 of 1", "m7 of 0", "m9 of 1"]]);
    expect(counts.open).toBe(0);
  });

  it.each([
    [0, []],
    [1, [1]],
    [999, [999]],
    [1_000, [1_000]],
    [1_001, [1_000, 1]],
    [2_000, [1_000, 1_000]],
  ])("come a thousand at a time, %i of them", async (count, sizes) => {
    const { files } = await written(range(0, count));
    const found = await batches(files);
    expect(found.map(({ length }) => length)).toEqual(sizes);
    expect(found.flat()).toEqual(range(0, count).map((index) => `m${index} of 0`));
  });

  it("are read from a line in memory where it is there", async () => {
    const { files, counts } = await written(range(0, 500));
    await batches(files);
    // Twice to its end and once more from the last outcome's line on.
    expect(counts.reads).toBeLessThan(10);
  });

  it("leave no file open when nobody reads on", async () => {
    const { files, counts } = await written(range(0, 1_500));
    for await (const batch of readOrderedBatches(PATH, files)) {
      expect(batch).toHaveLength(1_000);
      break;
    }
    expect(counts.open).toBe(0);
  });
});

it("an input that was about to be sent is unknown", async () => {
  const system = memorySystem();
  const journal = await openJournalOn(system, PATH, { inputId: "input" });
  await journal.intend([1]);
  await journal.settle([{ index: 0, disposition: { status: "unsent", cause } }]);
  await journal.close();
  for await (const batch of readOrderedBatches(PATH, system.files))
    expect(batch).toMatchObject([
      { index: 0, status: "unsent" },
      { index: 1, status: "unknown" },
    ]);
});
