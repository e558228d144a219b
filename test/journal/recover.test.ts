import { describe, expect, it } from "vitest";
import type { JournalFiles } from "../../src/journal/journalFiles.js";
import type { JournalLine } from "../../src/journal/journalLine.js";
import { ownFile } from "../../src/journal/ownedFile.js";
import { recover, type Recovered } from "../../src/journal/recover.js";
import { linesOf } from "../../src/journal/scanJournal.js";
import { memorySystem } from "./memoryFiles.js";
import { sealed } from "./sealed.js";

const PATH = "/link/journal";
const HEADER = JSON.stringify({
  journal: "smn-sms",
  version: 2,
  input_id: "input",
  run_id: "0123456789abcdef",
  created_at: "2026-01-01T00:00:00.000Z",
});
const SENDER = '{"sender":{"project":"p","address":"a"}}';
const text = (line: JournalLine): string => JSON.stringify(line);
const intent = (first: number, rest: Partial<JournalLine> = {}): string =>
  text({ status: "intended", indices: [[first, first]], at: 1, ...rest });

/** A disk with a journal of this content, on which it is recovered; and what is done to the journal's file. */
function disk(content?: string) {
  const system = memorySystem();
  if (content !== undefined) system.write(PATH, content);
  const steps: string[] = [];
  const files: JournalFiles = {
    ...system.files,
    realPath: async (path) => path.replace("/link/", "/real/"),
    async open(path, flags) {
      const file = await system.files.open(path, flags);
      if (path !== PATH) return file;
      return {
        ...file,
        async write(bytes, offset) {
          expect(offset).toBe((await file.stat()).size);
          steps.push("write");
          return file.write(bytes, offset);
        },
        truncate: async (length) => {
          steps.push(`truncate ${length}`);
          await file.truncate(length);
        },
        sync: async () => void steps.push("sync"),
      };
    },
    syncDirectory: async (directory) => void steps.push(`name in ${directory}`),
  };
  const open = async (inputId = "input"): Promise<Recovered> => {
    const own = await ownFile(PATH, { files, host: system.host, takeOverAfterMs: undefined });
    return recover(PATH, own, files, {
      inputId,
      runId: () => "new run",
      clock: { now: () => Date.UTC(2026, 2, 1) },
    });
  };
  const lines = async (): Promise<JournalLine[]> => {
    const found: JournalLine[] = [];
    for await (const line of linesOf(PATH, files)) found.push(line);
    return found;
  };
  return { open, lines, steps, read: () => system.read(PATH) };
}

describe("a new journal", () => {
  it.each([
    ["no file", undefined],
    ["an empty file", ""],
    ["a header that was cut off", HEADER.slice(0, 30)],
  ])("begins with a header that is on disk, and so is its name, where there was %s", async (_, content) => {
    const { open, steps, read } = disk(content);
    const recovered = await open();
    expect(read()).toBe(
      sealed(
        '{"journal":"smn-sms","version":2,"input_id":"input","run_id":"new run","created_at":"2026-03-01T00:00:00.000Z"}',
      ),
    );
    const cut = content === undefined || content === "" ? [] : ["truncate 0"];
    expect(steps).toEqual([...cut, "write", "sync", "name in /real"]);
    expect(recovered).toMatchObject({
      resumed: false,
      header: { run_id: "new run" },
      sender: undefined,
      clock: undefined,
    });
  });
});

describe("a journal that is there", () => {
  const lines = [
    HEADER,
    SENDER,
    intent(0, { clock: "first", digests: [7] }),
    text({ status: "accepted", indices: [[0, 0]], message_ids: ["m"] }),
    intent(1),
    intent(2, { clock: "last", digests: [9] }),
    text({ status: "unsent", indices: [[2, 2]], at: 2, clock: "of no request" }),
  ];

  it("keeps its run, and says what became of the inputs", async () => {
    const { open, steps, read } = disk(sealed(...lines));
    const { header, sender, resumed, table, ranges, clock } = await open();
    expect(header.run_id).toBe("0123456789abcdef");
    expect(sender).toEqual({ project: "p", address: "a" });
    expect([resumed, clock]).toEqual([true, "last"]);
    expect([0, 1, 2, 3].map((index) => table.get(index))).toEqual([
      "accepted",
      "intended",
      "unsent",
      undefined,
    ]);
    expect([...ranges]).toEqual([
      { first: 0, last: 0, digest: 7 },
      { first: 2, last: 2, digest: 9 },
    ]);
    // It is whole, so nothing is done to it.
    expect([steps, read()]).toEqual([["name in /real"], sealed(...lines)]);
  });

  it("goes by the clock of the last request, also where that one names none", async () => {
    const { open } = disk(sealed(HEADER, intent(0, { clock: "first" }), intent(1)));
    expect((await open()).clock).toBe(undefined);
  });

  it("leaves in doubt what was intended when its run ended", async () => {
    const { table } = await disk(sealed(...lines)).open();
    expect([0, 1, 2].map((index) => table.isDoubtful(index))).toEqual([false, true, false]);
  });

  it("keeps the place to which its messages went first", async () => {
    const other = '{"sender":{"project":"q","address":"b"}}';
    const { open } = disk(sealed(HEADER, SENDER, other));
    expect((await open()).sender).toEqual({ project: "p", address: "a" });
  });

  it("of another input is refused before anything is done to it, its torn end included", async () => {
    const content = `${sealed(...lines)}{"stat`;
    const { open, steps, read } = disk(content);
    await expect(open("other")).rejects.toMatchObject({ code: "journal", reason: "other_input" });
    expect([steps, read()]).toEqual([[], content]);
  });

  it.each([
    ["whole", (content: string) => content],
    ["with a torn end", (content: string) => `${content}{"stat`],
    ["without its last line feed", (content: string) => content.slice(0, -1)],
  ])("goes on behind its last line, %s", async (_, end) => {
    const { open, lines: read } = disk(end(sealed(...lines)));
    const { writer } = await open();
    await writer.append([intent(5)], true);
    const found = await read();
    expect(found).toHaveLength(lines.length - 1);
    expect(found.at(-1)).toMatchObject({ status: "intended", indices: [[5, 5]] });
  });
});
