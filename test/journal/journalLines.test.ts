import { describe, expect, it } from "vitest";
import type { JournalFiles } from "../../src/journal/journalFiles.js";
import type { JournalLine, Range } from "../../src/journal/journalLine.js";
import { JournalLines, type LineSpan } from "../../src/journal/journalLines.js";
import { memorySystem } from "./memoryFiles.js";

const PATH = "/journal";
const lineOf = (...indices: Range[]): JournalLine => ({ status: "unknown", indices });

/** A journal of these lines, of which so many bytes are read at most; where they are in it, and how often it was closed. */
async function opened(texts: readonly string[], most = Infinity) {
  const system = memorySystem();
  system.write(PATH, texts.map((text) => `${text}\n`).join(""));
  const counts = { closed: 0 };
  const files: JournalFiles = {
    ...system.files,
    async open(path, flags) {
      expect(flags).toBe("r");
      const file = await system.files.open(path, flags);
      return {
        ...file,
        read: (room, offset) => file.read(room.subarray(0, most), offset),
        close: async () => {
          counts.closed++;
        },
      };
    },
  };
  let end = 0;
  const spans = texts.map((text): LineSpan => {
    const start = end;
    end += Buffer.byteLength(text) + 1;
    return { start, end };
  });
  return { lines: await JournalLines.open(PATH, files), spans, counts };
}

const written = (...lines: JournalLine[]): string[] => lines.map((line) => JSON.stringify(line));

describe("the lines of a journal, wherever they are", () => {
  it("are read from their places, and the file is closed at the end", async () => {
    const all = [lineOf([0, 0]), lineOf([1, 5]), lineOf([6, 6])];
    const { lines, spans, counts } = await opened(written(...all));
    for (const at of [2, 0, 1]) expect((await lines.read(at, spans[at]!)).line).toEqual(all[at]);
    expect(counts.closed).toBe(0);
    await lines.close();
    expect(counts.closed).toBe(1);
  });

  it("are read whole where the disk gives a part at a time", async () => {
    const all = [lineOf([0, 0]), lineOf([1, 5]), lineOf([6, 6])];
    const { lines, spans } = await opened(written(...all), 7);
    for (const at of [2, 0, 1]) expect((await lines.read(at, spans[at]!)).line).toEqual(all[at]);
  });

  it("are in memory once read, all but the oldest where they are many", async () => {
    const all = Array.from({ length: 50 }, (_, index) => lineOf([index, index]));
    const { lines, spans } = await opened(written(...all));
    expect(lines.held(0)).toBe(undefined);
    for (let at = 0; at < 48; at++) {
      const read = await lines.read(at, spans[at]!);
      expect(lines.held(at)).toBe(read);
    }
    expect(all.slice(0, 48).every((_, at) => lines.held(at) !== undefined)).toBe(true);
    await lines.read(48, spans[48]!);
    expect([0, 1, 2, 47, 48].map((at) => lines.held(at) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    await lines.read(49, spans[49]!);
    expect([1, 2, 49].map((at) => lines.held(at) !== undefined)).toEqual([false, true, true]);
  });

  it.each<[string, (span: LineSpan) => LineSpan, string?]>([
    ["end sooner", ({ start, end }) => ({ start, end: end + 1 })],
    ["are somewhere else", ({ start, end }) => ({ start: start + 1, end })],
    ["are others", (span) => span, '{"sender":{"project":"p","address":"a"}}'],
  ])("were changed while they were read where they %s", async (_, where, text) => {
    const { lines, spans } = await opened([text ?? written(lineOf([0, 0]))[0]!]);
    const reading = lines.read(0, where(spans[0]!));
    await expect(reading).rejects.toMatchObject({ code: "journal", reason: "damaged" });
    await expect(reading).rejects.toThrow(
      /^The journal \/journal was changed by another program while it was read\.$/,
    );
  });
});

describe("an index of a line", () => {
  it("is found among its ranges, in whatever order they are asked for", async () => {
    const { lines, spans } = await opened(written(lineOf([3, 5], [7, 7], [10, 12], [0, 1])));
    const held = await lines.read(0, spans[0]!);
    const offsets = new Map([3, 4, 5, 7, 10, 11, 12, 0, 1].map((index, offset) => [index, offset]));
    const orders = [
      [...offsets.keys()],
      [...offsets.keys()].reverse(),
      [0, 12, 3, 7, 1, 5, 10, 4, 11],
      [12, 12, 12, 3, 3],
    ];
    for (const order of orders)
      for (const index of order) expect(held.offsetOf(index)).toBe(offsets.get(index));
    for (const index of [2, 6, 8, 9, 13, 100]) expect(held.offsetOf(index)).toBe(-1);
    expect(held.offsetOf(11)).toBe(5);
  });
});
