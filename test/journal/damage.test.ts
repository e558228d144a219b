import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { seal } from "../../src/journal/seal.js";
import { memorySystem, type MemorySystem } from "./memoryFiles.js";

const PATH = "/journal";
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const INPUT = { inputId: "input" };

/** A journal with settled inputs, and with an intent as its last line. */
async function written(system: MemorySystem = memorySystem()): Promise<string> {
  const journal = await openJournalOn(system, PATH, INPUT);
  await journal.bind({ project: "0123456789abcdef", address: "https://smn.example" });
  await journal.intend([0, 1, 2], { digests: [1, 2, 3] });
  await journal.settle([
    ...[0, 1].map((index) => ({
      index,
      disposition: {
        status: "accepted",
        endpoint: "+8613800000000",
        message_id: `m${index}`,
        request_id: "r",
      } as const,
    })),
    {
      index: 2,
      disposition: { status: "unsent", cause: new SmnError("Not sent.", { code: "network", sent: "no" }) },
    },
  ]);
  await journal.intend([3, 4, 5]);
  await journal.close();
  return system.read(PATH);
}

/** What is decided about the inputs, or the reason of the refusal; then the file is as it was. */
async function decisions(content: string | Uint8Array): Promise<string[] | string> {
  const system = memorySystem();
  system.write(PATH, content);
  try {
    const journal = await openJournalOn(system, PATH, INPUT);
    const decided = range(7).map((index) => journal.decide(index));
    await journal.close();
    return decided;
  } catch (error) {
    expect(error).toMatchObject({ code: "journal", sent: "no" });
    expect(system.read(PATH)).toBe(Buffer.from(content as string).toString("utf8"));
    return String((error as SmnError).reason);
  }
}

const GOOD = ["skip", "skip", "send", "unknown", "unknown", "unknown", "send"];

describe("a damaged journal", () => {
  it("is refused, with line ends that were changed or lost", async () => {
    const text = await written();
    expect(await decisions(text)).toEqual(GOOD);
    expect(await decisions(text.replaceAll("\n", "\r"))).toBe("damaged");
    expect(await decisions(text.replaceAll("\n", "\r\n"))).toBe("damaged");
    expect(await decisions(text.replaceAll("\n", ""))).toBe("damaged");
    expect(await decisions(text.replaceAll("\n", " "))).toBe("damaged");
    const lines = text.split("\n");
    for (let at = 1; at < lines.length - 1; at++)
      for (const between of ["", "\r", "\u000b"])
        expect(
          await decisions(`${lines.slice(0, at).join("\n")}${between}${lines.slice(at).join("\n")}`),
        ).toBe("damaged");
  });

  it("keeps its last line, which lacks nothing but the line feed", async () => {
    const system = memorySystem();
    const text = await written();
    expect(await decisions(text.slice(0, -1))).toEqual(GOOD);
    system.write(PATH, text.slice(0, -1));
    const journal = await openJournalOn(system, PATH, INPUT);
    await journal.intend([6]);
    await journal.close();
    expect(system.read(PATH).startsWith(text)).toBe(true);
    expect((await decisions(system.read(PATH)))[6]).toBe("unknown");
  });

  it("is refused where a line is missing, doubled, or moved", async () => {
    const lines = (await written()).split("\n").slice(0, -1);
    const joined = (list: readonly string[]): string => list.map((line) => `${line}\n`).join("");
    for (let at = 1; at < lines.length; at++) {
      expect(await decisions(joined(lines.toSpliced(at, 0, lines[at]!)))).toBe("damaged");
      if (at < lines.length - 1) {
        expect(await decisions(joined(lines.toSpliced(at, 1)))).toBe("damaged");
        expect(await decisions(joined(lines.with(at, lines[at + 1]!).with(at + 1, lines[at]!)))).toBe(
          "damaged",
        );
      }
    }
  });

  it("is refused with zeros in its middle, and not with zeros at its end", async () => {
    const text = await written();
    const lines = text.split("\n").slice(0, -1);
    for (let at = 1; at < lines.length; at++) {
      const zeros = lines.with(at, "\0".repeat(lines[at]!.length)).join("\n");
      expect(await decisions(`${zeros}\n`)).toBe("damaged");
    }
    expect(await decisions(`${text}\0\0\0\0\0\0`)).toEqual(GOOD);
    expect(await decisions(`${text}\0\0\0\0\0\0[[7,7]]}\n`)).toBe("damaged");
    expect(await decisions(`${text}${"\0".repeat(512 - (text.length % 512))}[[7,7]]}\n`)).toEqual(GOOD);
    const holes = lines.map((line, at) => (at < 2 ? line : line.replace(/(?<=^.{5}).{4}/, "\0\0\0\0")));
    expect(await decisions(`${holes.join("\n")}\n`)).toBe("damaged");
    expect(await decisions(`${text}\0`)).toEqual(GOOD);
    // A short write whose block never reached the disk, behind one whose block did.
    expect(await decisions(`${text}{"status":"intended","crc":"8eb5\0\0`)).toEqual(GOOD);
  });

  it("is never cut off where its end does not prove to be torn", async () => {
    const text = await written();
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 12 }), async (rest) => {
        const found = await decisions(text + rest);
        const isBeginning = '{"status":"intended"'.startsWith(rest) || '{"sender":'.startsWith(rest);
        if (!isBeginning && !/^\0+$/.test(rest) && !rest.startsWith('{"s')) expect(found).toBe("damaged");
      }),
      { numRuns: 300 },
    );
  });

  it("is refused for an index that no run can have reached", async () => {
    const text = await written();
    const last = text.trimEnd().split("\n").at(-1)!;
    const crc = parseInt(/"crc":"([0-9a-f]{8})"/.exec(last)![1]!, 16);
    for (const [range, expected] of [
      [[4e9, 4e9], "damaged"],
      [[6, 4e9], "damaged"],
      [[2 ** 53, 2 ** 53], "damaged"],
      [[6, 5], "damaged"],
      [[6, 1_000_000], "accepted"],
    ] as const) {
      const line = seal(JSON.stringify({ status: "intended", indices: [range], at: 1 }), crc).bytes;
      const found = await decisions(text + Buffer.from(line).toString());
      expect(typeof found === "string" ? found : "accepted").toBe(expected);
    }
  });

  it("of binary data, or of zeros in another file, is no journal", async () => {
    expect(await decisions("PNG\0\0\0\0\0data")).toBe("not_a_journal");
    expect(await decisions("\0\0\0\0 text")).toBe("not_a_journal");
  });

  it("is refused when it is all zeros, and more than a header that never reached the disk", async () => {
    const text = await written();
    const header = text.indexOf("\n") + 1;
    expect(await decisions("\0".repeat(header))).toEqual(Array.from({ length: 7 }, () => "send"));
    for (const length of [header + 1, text.length, 60_000])
      expect(await decisions("\0".repeat(length))).toBe("damaged");
    expect(await decisions(`{"journal":"smn-sms",${" ".repeat(header)}`)).toBe("damaged");
  });

  it("is refused for any bit that was flipped", async () => {
    const bytes = Buffer.from(await written());
    const isRefused = async (offset: number, bit: number): Promise<void> => {
      const flipped = Buffer.from(bytes);
      flipped[offset]! ^= 1 << bit;
      expect(typeof (await decisions(flipped))).toBe("string");
    };
    for (let offset = 0; offset < bytes.length; offset++) await isRefused(offset, offset % 8);
    await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), isRefused), { numRuns: 300 });
  });
});

describe("a journal of version 1", () => {
  const header =
    '{"journal":"smn-sms","version":1,"input_id":"input","run_id":"0123456789abcdef","created_at":"2026-01-01T00:00:00.000Z"}';
  const lines = [
    header,
    '{"status":"intended","indices":[[0,2]],"at":1}',
    '{"status":"accepted","indices":[[0,1]],"request_id":"r","message_ids":["a","b"]}',
    '{"status":"intended","indices":[[3,3]],"at":2}',
  ];
  const text = `${lines.join("\n")}\n`;
  const OLD = ["skip", "skip", "unknown", "unknown", "send", "send", "send"];

  it("is read, and goes on with check sums", async () => {
    expect(await decisions(text)).toEqual(OLD);
    const system = memorySystem();
    system.write(PATH, text);
    const journal = await openJournalOn(system, PATH, INPUT);
    expect(journal.runId).toBe("0123456789abcdef");
    await journal.intend([4]);
    await journal.close();
    const longer = system.read(PATH);
    expect(longer.startsWith(text)).toBe(true);
    expect(await decisions(longer)).toEqual(OLD.with(4, "unknown"));
    expect(await decisions(longer.replace(/"indices":\[\[4,4\]\]/, '"indices":[[5,5]]'))).toBe("damaged");
    expect(await decisions(longer.replace(/,"crc":"[0-9a-f]{8}"/, ""))).not.toBe("damaged");
    expect(await decisions(longer + lines[1]! + "\n")).toBe("damaged");
  });

  it("leaves out a torn line that holds an object, wherever it is cut", async () => {
    const [header = "", sender = ""] = (await written()).split("\n");
    expect(sender).toContain("}");
    for (let length = 1; length < sender.length; length++)
      expect(await decisions(`${header}\n${sender.slice(0, length)}`), `cut at ${length}`).toEqual(
        range(7).map(() => "send"),
      );
  });

  it("keeps a last line without its line feed, and leaves a torn one out", async () => {
    expect(await decisions(text.slice(0, -1))).toEqual(OLD);
    expect(await decisions(text.slice(0, -2))).toEqual(OLD.with(3, "send"));
    expect(await decisions(header)).toEqual(Array.from({ length: 7 }, () => "send"));
    expect(await decisions(text.replaceAll("\n", ""))).toBe("damaged");
    expect(await decisions(text.replaceAll("\n", "\r"))).toBe("damaged");
  });
});
