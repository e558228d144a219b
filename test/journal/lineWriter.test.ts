import fc from "fast-check";
import type { FileHandle } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { LineWriter } from "../../src/journal/lineWriter.js";
import type { Journal } from "../../src/journal/journal.js";
import { intentLine } from "../../src/journal/journalLine.js";
import { outcomeLines } from "../../src/journal/outcomeLines.js";
import { SmnError } from "../../src/base/errors.js";
import { byStatus, drain, messagesOf, range, run, service, settled } from "../bulk/support.js";

interface FakeFile {
  handle: FileHandle;
  /** What was written, and how much of it is on disk. */
  text: string;
  durable: number;
  syncs: number;
}

/** A disk that writes at most `chunk` bytes at a time and is full after `capacity` bytes. */
function fakeFile({ chunk = Infinity, capacity = Infinity, failSync = Infinity } = {}): FakeFile {
  const file: FakeFile = { handle: undefined as unknown as FileHandle, text: "", durable: 0, syncs: 0 };
  file.handle = {
    async write(bytes: Buffer, offset: number, length: number) {
      await settled();
      const room = Math.min(length, chunk, capacity - file.text.length);
      if (room <= 0) throw Object.assign(new Error("no space"), { code: "ENOSPC", syscall: "write" });
      file.text += bytes.subarray(offset, offset + room).toString("latin1");
      return { bytesWritten: room };
    },
    async datasync() {
      const reached = file.text.length;
      await settled();
      if (++file.syncs >= failSync)
        throw Object.assign(new Error("io"), { code: "EIO", syscall: "fdatasync" });
      file.durable = reached;
    },
  } as unknown as FileHandle;
  return file;
}

function journalOn(writer: LineWriter): Journal {
  return {
    runId: "run",
    decide: () => "send",
    intend: (indices) => writer.append(intentLine(indices, 0), true),
    settle: (settlements) => writer.append(outcomeLines(settlements), false),
    close: async () => undefined,
  };
}

describe("LineWriter", () => {
  it("writes in order, whatever the disk takes at a time", async () => {
    const file = fakeFile({ chunk: 3 });
    const writer = new LineWriter(file.handle, "journal");
    await Promise.all(range(20).map((line) => writer.append(`line ${line}\n`, line % 2 === 0)));
    expect(file.text).toBe(
      range(20)
        .map((line) => `line ${line}\n`)
        .join(""),
    );
  });

  it("resolves what must be durable when it is on disk, not before", async () => {
    const file = fakeFile();
    const writer = new LineWriter(file.handle, "journal");
    await writer.append("one\n", true);
    expect(file.durable).toBe(4);
    await writer.append("two\n", false);
    expect([file.text.length, file.durable]).toEqual([8, 4]);
    await writer.flush();
    expect(file.durable).toBe(8);
  });

  it("syncs once for all that wait together", async () => {
    const file = fakeFile();
    const writer = new LineWriter(file.handle, "journal");
    const first = range(10).map((line) => writer.append(`${line}\n`, true));
    await Promise.resolve();
    await Promise.resolve();
    const second = range(10).map((line) => writer.append(`${line}\n`, true));
    await Promise.all([...first, ...second]);
    expect(file.syncs).toBe(2);
  });

  it("needs no sync for what need not be durable", async () => {
    const file = fakeFile();
    const writer = new LineWriter(file.handle, "journal");
    await Promise.all(range(10).map((line) => writer.append(`${line}\n`, false)));
    expect(file.syncs).toBe(0);
  });

  it.each([
    ["is full", { capacity: 10 }, "ENOSPC"],
    ["cannot sync", { failSync: 2 }, "EIO"],
    ["writes nothing", { chunk: 0 }, ""],
  ])("writes nothing more once the disk %s", async (_name, faults, code) => {
    const file = fakeFile(faults);
    const writer = new LineWriter(file.handle, "journal");
    const appended = await Promise.allSettled([
      ...range(3).map((line) => writer.append(`line ${line}\n`, true)),
      settled().then(() => writer.append("more\n", true)),
      settled().then(() => writer.append("still more\n", true)),
    ]);
    const rejected = appended.filter((one) => one.status === "rejected");
    expect(rejected.length).toBeGreaterThan(0);
    for (const { reason } of rejected) {
      expect(reason).toBeInstanceOf(SmnError);
      expect(reason).toMatchObject({
        code: "journal",
        reason: "unwritable",
        sent: "no",
        message: expect.stringContaining(code) as unknown,
      });
    }
    const { text } = file;
    await expect(writer.append("after\n", false)).rejects.toMatchObject({ code: "journal" });
    await expect(writer.flush()).rejects.toMatchObject({ code: "journal" });
    expect(file.text).toBe(text);
  });
});

describe("LineWriter after a failure", () => {
  it("does not write what waited meanwhile", async () => {
    const file = fakeFile({ failSync: 1 });
    const writer = new LineWriter(file.handle, "journal");
    const first = writer.append("first\n", true).catch((error: unknown) => error);
    while (file.text === "") await new Promise(setImmediate);
    const second = writer.append("second\n", false).catch((error: unknown) => error);
    expect(await first).toMatchObject({ code: "journal" });
    expect(await second).toMatchObject({ code: "journal" });
    await settled();
    expect(file.text).toBe("first\n");
  });
});

describe("a run whose disk is full", () => {
  it("sends nothing that is not recorded, and gives an outcome for every input that it read", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 3_000 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        async (capacity, batchSize, concurrency) => {
          const file = fakeFile({ capacity });
          const journal = journalOn(new LineWriter(file.handle, "journal"));
          const held = service();
          const { outcomes, error } = await drain(
            run(held, messagesOf(60), { journal, batchSize, concurrency }),
          );
          expect(outcomes.map(({ index }) => index).sort((a, b) => a - b)).toEqual(range(outcomes.length));
          const intended = new Set<number>();
          for (const line of file.text.slice(0, file.durable).split("\n").slice(0, -1)) {
            const { status, indices } = JSON.parse(line) as { status: string; indices: [number, number][] };
            if (status === "intended")
              for (const [first, last] of indices)
                for (const index of range(last - first + 1, first)) intended.add(index);
          }
          for (const text of held.texts) expect(intended).toContain(Number(text.slice(5)));
          expect(byStatus(outcomes)["accepted"] ?? []).toHaveLength(held.texts.length);
          if (outcomes.length < 60 || (byStatus(outcomes)["unsent"] ?? []).length > 0)
            expect(error).toMatchObject({ code: "journal", sent: "no" });
        },
      ),
      { numRuns: 60 },
    );
  });
});
