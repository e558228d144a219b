import fc from "fast-check";
import type { JournalFile } from "../../src/journal/journalFiles.js";
import { describe, expect, it } from "vitest";
import { checkSeal } from "../../src/journal/seal.js";
import { LineWriter } from "../../src/journal/lineWriter.js";
import type { Journal } from "../../src/journal/journal.js";
import { intentLine } from "../../src/journal/journalLine.js";
import { outcomeLines } from "../../src/journal/outcomeLines.js";
import { SmnError } from "../../src/base/errors.js";
import { byStatus, drain, messagesOf, range, run, service, settled } from "../bulk/support.js";

interface FakeFile {
  handle: Pick<JournalFile, "write" | "sync">;
  /** What was written, and how much of it is on disk. */
  text: string;
  durable: number;
  syncs: number;
}

/** A disk that writes at most `chunk` bytes at a time and is full after `capacity` bytes. */
function fakeFile({ chunk = Infinity, capacity = Infinity, failSync = Infinity } = {}): FakeFile {
  const file: FakeFile = { handle: undefined as never, text: "", durable: 0, syncs: 0 };
  file.handle = {
    async write(bytes, offset) {
      await settled();
      expect(offset).toBe(file.text.length);
      const room = Math.min(bytes.length, chunk, capacity - file.text.length);
      if (room <= 0) throw Object.assign(new Error("no space"), { code: "ENOSPC", syscall: "write" });
      file.text += Buffer.from(bytes.subarray(0, room)).toString("latin1");
      return room;
    },
    async sync() {
      const reached = file.text.length;
      await settled();
      if (++file.syncs >= failSync)
        throw Object.assign(new Error("io"), { code: "EIO", syscall: "fdatasync" });
      file.durable = reached;
    },
  };
  return file;
}

function journalOn(writer: LineWriter): Journal {
  return {
    runId: "run",
    decide: () => "send",
    intend: (indices) => writer.append([JSON.stringify(intentLine(indices, { at: 0, clock: "c1" }))], true),
    settle: (settlements) => writer.append(outcomeLines(settlements), false),
    close: async () => undefined,
  };
}

const newWriter = (
  { handle }: FakeFile,
  checkOwner: (size: number | undefined) => Promise<void> = async () => undefined,
): LineWriter => new LineWriter({ file: handle, path: "journal", size: 0, crc: 0, checkOwner });
const line = (number: number): string => `{"line":${number}}`;
/** The lines of a file, without their check sums, which must be right. */
function unsealed(text: string): string[] {
  let crc = 0;
  return text
    .split("\n")
    .slice(0, -1)
    .map((sealed) => {
      const found = checkSeal(Buffer.from(sealed), crc);
      expect(typeof found).toBe("number");
      crc = Number(found);
      return sealed.replace(/,"crc":"[0-9a-f]{8}"\}$/, "}");
    });
}

describe("LineWriter", () => {
  it("writes in order, whatever the disk takes at a time", async () => {
    const file = fakeFile({ chunk: 3 });
    const writer = newWriter(file);
    await Promise.all(range(20).map((number) => writer.append([line(number)], number % 2 === 0)));
    expect(unsealed(file.text)).toEqual(range(20).map(line));
  });

  it("resolves what must be durable when it is on disk, not before", async () => {
    const file = fakeFile();
    const writer = newWriter(file);
    await writer.append([line(1)], true);
    const { length } = file.text;
    expect([length > 0, file.durable]).toEqual([true, length]);
    await writer.append([line(2)], false);
    expect([file.text.length, file.durable]).toEqual([2 * length, length]);
    await writer.flush();
    expect(file.durable).toBe(2 * length);
  });

  it("syncs once for all that wait together", async () => {
    const file = fakeFile();
    const writer = newWriter(file);
    const first = range(10).map((number) => writer.append([line(number)], true));
    await Promise.resolve();
    await Promise.resolve();
    const second = range(10).map((number) => writer.append([line(number)], true));
    await Promise.all([...first, ...second]);
    expect(file.syncs).toBe(2);
  });

  it("needs no sync for what need not be durable", async () => {
    const file = fakeFile();
    const writer = newWriter(file);
    await Promise.all(range(10).map((number) => writer.append([line(number)], false)));
    expect(file.syncs).toBe(0);
  });

  it("needs no sync where nothing was written since the last one", async () => {
    const file = fakeFile();
    const writer = newWriter(file);
    await writer.flush();
    expect(file.syncs).toBe(0);
    await writer.append([line(1)], true);
    expect(file.syncs).toBe(1);
    await writer.append([], false);
    await writer.append([], true);
    await writer.flush();
    expect(file.syncs).toBe(1);
    await writer.append([line(2)], false);
    await writer.append([], true);
    expect(file.syncs).toBe(2);
  });

  it.each([
    ["is full", { capacity: 10 }, "ENOSPC"],
    ["cannot sync", { failSync: 2 }, "EIO"],
    ["writes nothing", { chunk: 0 }, ""],
  ])("writes nothing more once the disk %s", async (_name, faults, code) => {
    const file = fakeFile(faults);
    const writer = newWriter(file);
    const appended = await Promise.allSettled([
      ...range(3).map((number) => writer.append([line(number)], true)),
      settled().then(() => writer.append([line(3)], true)),
      settled().then(() => writer.append([line(4)], true)),
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
    await expect(writer.append([line(5)], false)).rejects.toMatchObject({ code: "journal" });
    await expect(writer.flush()).rejects.toMatchObject({ code: "journal" });
    expect(file.text).toBe(text);
  });
});

describe("LineWriter and the owner of its file", () => {
  it("asks after every sync, and before it writes without one, whether the file is still its own, at its size", async () => {
    const file = fakeFile();
    const sizes: (number | undefined)[] = [];
    const writer = newWriter(file, async (size) => void sizes.push(size));
    await writer.append([line(1)], true);
    await writer.append([line(2)], false);
    await writer.append([line(3)], true);
    expect(sizes).toEqual([file.text.length / 3, file.text.length / 3, file.text.length]);
  });

  it("writes nothing behind the lines of another owner", async () => {
    const file = fakeFile();
    const lost = new SmnError("Lost.", { code: "journal", reason: "lost", sent: "no" });
    const writer = newWriter(file, () => Promise.reject(lost));
    await expect(writer.append([line(1)], false)).rejects.toBe(lost);
    expect(file.text).toBe("");
  });

  it("does not ask again whose the file is once it knows", async () => {
    const answers: SmnError[] = [];
    const writer = newWriter(fakeFile(), () => {
      const lost = new SmnError(`Lost ${answers.length}.`, {
        code: "journal",
        reason: "lost",
        sent: "maybe",
      });
      answers.push(lost);
      return Promise.reject(lost);
    });
    const failure: unknown = await writer.append([line(1)], true).catch((error: unknown) => error);
    expect(failure).toBe(answers[0]);
    expect(answers).toHaveLength(1);
  });

  it("looks whose the file is when it cannot be written", async () => {
    const lost = new SmnError("Lost.", { code: "journal", reason: "lost", sent: "no" });
    const sizes: (number | undefined)[] = [];
    const writer = newWriter(fakeFile({ failSync: 1 }), async (size) => {
      sizes.push(size);
      throw lost;
    });
    await expect(writer.append([line(1)], true)).rejects.toBe(lost);
    expect(sizes).toEqual([undefined]);
    const own = newWriter(fakeFile({ failSync: 1 }));
    await expect(own.append([line(1)], true)).rejects.toMatchObject({ reason: "unwritable" });
  });

  it("fails with everything that waits when it is not", async () => {
    const file = fakeFile();
    const lost = new SmnError("Lost.", { code: "journal", reason: "lost", sent: "no" });
    const writer = newWriter(file, () => Promise.reject(lost));
    const appended = [writer.append([line(1)], true), writer.append([line(2)], false)];
    await Promise.all(appended.map((one) => expect(one).rejects.toBe(lost)));
    await expect(writer.flush()).rejects.toBe(lost);
  });
});

describe("LineWriter after a failure", () => {
  it("does not write what waited meanwhile", async () => {
    const file = fakeFile({ failSync: 1 });
    const writer = newWriter(file);
    const first = writer.append([line(1)], true).catch((error: unknown) => error);
    while (file.text === "") await new Promise(setImmediate);
    const second = writer.append([line(2)], false).catch((error: unknown) => error);
    expect(await first).toMatchObject({ code: "journal" });
    expect(await second).toMatchObject({ code: "journal" });
    await settled();
    expect(unsealed(file.text)).toEqual([line(1)]);
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
          const journal = journalOn(newWriter(file));
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
