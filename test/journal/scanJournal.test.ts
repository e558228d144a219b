import { describe, expect, it } from "vitest";
import type { SmnError } from "../../src/base/errors.js";
import type { JournalFile, JournalFiles } from "../../src/journal/journalFiles.js";
import { linesOf, scanJournal, type ScannedLine } from "../../src/journal/scanJournal.js";
import { memorySystem } from "./memoryFiles.js";
import { sealed } from "./sealed.js";

const PATH = "/journal";
const HEADER = { journal: "smn-sms", input_id: "input", run_id: "0123456789abcdef", created_at: "2026" };
const HEADER_2 = JSON.stringify({ ...HEADER, version: 2 });
const HEADER_1 = JSON.stringify({ ...HEADER, version: 1 });
const SENDER = '{"sender":{"project":"p","address":"a"}}';
const intent = (first: number, last = first): string =>
  JSON.stringify({ status: "intended", indices: [[first, last]], at: 1 });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A file with this content, and how often it was opened and closed. */
function disk(content: string, given: Partial<JournalFile> = {}) {
  const system = memorySystem();
  system.write(PATH, content);
  const counts = { opened: 0, closed: 0 };
  const files: JournalFiles = {
    ...system.files,
    async open(path, flags) {
      const file = await system.files.open(path, flags);
      counts.opened++;
      return {
        ...file,
        ...given,
        close: async () => {
          counts.closed++;
        },
      };
    },
  };
  return { files, counts };
}

async function scan(content: string): Promise<ScannedLine[]> {
  return all(scanJournal(PATH, disk(content).files));
}

/** Why a journal is refused, with the line that it names. */
async function refusal(content: string, files = disk(content).files): Promise<string> {
  try {
    await all(scanJournal(PATH, files));
    return "read";
  } catch (error) {
    const { code, reason, message } = error as SmnError;
    expect([code, message.includes(PATH)]).toEqual(["journal", true]);
    return `${reason}${/ \(line \d+\)/.exec(message)?.[0] ?? ""}`;
  }
}

describe("the lines of a journal", () => {
  it("follow each other without a gap, up to the end of the file", async () => {
    const text = sealed(HEADER_2, SENDER, intent(0, 2), intent(3));
    const lines = await scan(text);
    expect(lines.map(({ ordinal }) => ordinal)).toEqual([1, 2, 3, 4]);
    expect(lines.map(({ start }) => start)).toEqual([0, ...lines.slice(0, -1).map(({ end }) => end)]);
    expect(lines.at(-1)!.end).toBe(text.length);
    expect((await scan(text.slice(0, -1))).map(({ end }) => end)).toEqual(
      lines.map(({ end }, at) => (at === 3 ? end - 1 : end)),
    );
    expect(lines[0]).toMatchObject({ header: { version: 2, run_id: HEADER.run_id }, hasLineFeed: true });
    expect(lines[1]).toMatchObject({ sender: { project: "p", address: "a" } });
    expect(lines[2]).toMatchObject({ line: { status: "intended", indices: [[0, 2]] } });
  });

  it("that say what happened to inputs are neither the header nor that of the sender", async () => {
    const { files } = disk(sealed(HEADER_2, SENDER, intent(0), intent(1)));
    const lines = await all(linesOf(PATH, files));
    expect(lines.map(({ indices }) => indices)).toEqual([[[0, 0]], [[1, 1]]]);
  });
});

describe("a file", () => {
  it("that is none is refused before it is opened", async () => {
    const { files, counts } = disk("");
    const stat: JournalFiles["stat"] = async (path) => ({ ...(await files.stat(path))!, kind: "other" });
    const reading = scanJournal(PATH, { ...files, stat }).next();
    await expect(reading).rejects.toMatchObject({ code: "journal", reason: "not_a_journal" });
    await expect(reading).rejects.toThrow("/journal is not a regular file.");
    expect(counts.opened).toBe(0);
  });

  it("that is missing is said to be missing", async () => {
    const reading = scanJournal("/none", disk("").files).next();
    await expect(reading).rejects.toThrow("The journal /none cannot be read (ENOENT");
  });

  it("is closed when it was read, when it is refused, and when nobody reads on", async () => {
    const whole = disk(sealed(HEADER_2));
    await all(scanJournal(PATH, whole.files));
    expect(whole.counts).toEqual({ opened: 1, closed: 1 });
    const damaged = disk(sealed(HEADER_2) + "{}\n");
    expect(await refusal("", damaged.files)).toBe("damaged (line 2)");
    expect(damaged.counts).toEqual({ opened: 1, closed: 1 });
    const left = disk(sealed(HEADER_2, intent(0)));
    for await (const line of scanJournal(PATH, left.files)) if (line.header !== undefined) break;
    expect(left.counts).toEqual({ opened: 1, closed: 1 });
  });

  it("with a line longer than any is damaged", async () => {
    const endless = disk("", { read: async (buffer) => buffer.fill(0x78).length });
    expect(await refusal("", endless.files)).toBe("damaged");
  });

  it("of another kind is no journal", async () => {
    for (const text of ["PNG\0\0\0\0", "text", "{}", '{"a":1', "\n", "\0\0\0\0\n", "\0\0 text", "a,b\n1,2\n"])
      expect(await refusal(text), JSON.stringify(text)).toBe("not_a_journal");
    await expect(scan("text")).rejects.toThrow("/journal is not a journal of smn-sms.");
  });
});

describe("a header", () => {
  it("that was cut off is left out, up to a length that no header has", async () => {
    for (let length = 0; length < HEADER_2.length; length++)
      expect(await scan(HEADER_2.slice(0, length))).toEqual([]);
    expect(await scan("\0".repeat(65_536))).toEqual([]);
    expect(await refusal("\0".repeat(65_537))).toBe("damaged (line 1)");
  });

  it("that goes on as none does is damaged", async () => {
    expect(await refusal(`${HEADER_2.slice(0, 40)}\r${HEADER_2.slice(40, 60)}`)).toBe("damaged (line 1)");
    expect(await refusal(`${HEADER_2}${HEADER_2.slice(0, 9)}`)).toBe("damaged (line 1)");
    expect(await scan(HEADER_1)).toHaveLength(1);
    expect(await refusal(`${HEADER_1} `)).toBe("damaged (line 1)");
  });

  it("of version 2 has a check sum, and none ends with a carriage return", async () => {
    expect(await refusal(`${HEADER_2}\n`)).toBe("damaged (line 1)");
    expect(await refusal(`${HEADER_1}\r\n`)).toBe("damaged (line 1)");
    expect(await refusal(`${HEADER_1}\n`)).toBe("read");
  });
});

describe("a line", () => {
  const journal = sealed(HEADER_2, intent(0));

  it("that was altered is damaged, also the last one, with its line feed or without", async () => {
    const altered = journal.replace("[[0,0]]", "[[1,1]]");
    expect(await refusal(altered)).toBe("damaged (line 2)");
    expect(await refusal(altered.slice(0, -1))).toBe("damaged (line 2)");
    const unsealed = `${sealed(HEADER_2)}${intent(0)}`;
    expect(await refusal(`${unsealed}\n`)).toBe("damaged (line 2)");
    expect(await refusal(unsealed)).toBe("damaged (line 2)");
  });

  it("with a check sum that is wrong is damaged, also in a journal that had none before", async () => {
    const wrong = `${intent(0).slice(0, -1)},"crc":"00000000"}`;
    expect(await refusal(`${HEADER_1}\n${wrong}\n`)).toBe("damaged (line 2)");
    expect(await refusal(`${HEADER_1}\n${intent(0)}\n${wrong}\n`)).toBe("damaged (line 3)");
  });

  it("that ends with a carriage return is damaged, also in a journal without check sums", async () => {
    expect(await refusal(`${HEADER_1}\n${intent(0)}\n`)).toBe("read");
    expect(await refusal(`${HEADER_1}\n${intent(0)}\r\n`)).toBe("damaged (line 2)");
  });

  it("with blocks that never reached the disk is left out at the end, and damaged before another", async () => {
    const zeros = "\0".repeat(512 - (journal.length % 512));
    expect(await scan(`${journal}${zeros}:0}\n`)).toHaveLength(2);
    expect(await scan(`${journal}${zeros}:0}\n\0\0\0\0`)).toHaveLength(2);
    expect(await scan(`${journal}${zeros}\0`)).toHaveLength(2);
    const [header, line] = journal.split("\n") as [string, string];
    const lost = "\0".repeat(511 - header.length);
    expect(await refusal(`${header}\n${lost}}\n${line}\n`)).toBe("damaged (line 2)");
    expect(await refusal(`${header}\n${lost}}\n\0\0\0\0\n${line}\n`)).toBe("damaged (line 3)");
  });

  it("with zeros that are not those of whole blocks is damaged", async () => {
    const whole = 512 - (journal.length % 512);
    for (const rest of [
      `{"status"\0\0\0\0\n`,
      "\0\0\0\0\n",
      `${"\0".repeat(whole - 1)}:0}\n`,
      `${"\0".repeat(whole + 1)}:0}\n`,
      `{${"\0".repeat(whole - 1)}:0}\n`,
      `${"\0".repeat(whole)}:\0\0\0\0}\n`,
      `{"status"\0\0\0\0:0`,
    ])
      expect(await refusal(journal + rest), JSON.stringify(rest)).toBe("damaged (line 3)");
  });

  it("that was cut off is left out, and damaged with a line feed", async () => {
    expect(await scan(`${journal}{"stat`)).toHaveLength(2);
    expect(await refusal(`${journal}{"stat\n`)).toBe("damaged (line 3)");
    expect(await refusal(`${journal}stat`)).toBe("damaged (line 3)");
  });

  it("has no index further beyond those before it than any run reaches", async () => {
    const most = 2 ** 22;
    expect(await refusal(sealed(HEADER_2, intent(0, most - 1)))).toBe("read");
    expect(await refusal(sealed(HEADER_2, intent(0, most)))).toBe("damaged (line 2)");
    expect(await refusal(sealed(HEADER_2, intent(9), SENDER, intent(most + 9)))).toBe("read");
    expect(await refusal(sealed(HEADER_2, intent(9), SENDER, intent(most + 10)))).toBe("damaged (line 4)");
    expect(await refusal(sealed(HEADER_2, intent(9), intent(0), intent(most + 9)))).toBe("read");
  });
});
