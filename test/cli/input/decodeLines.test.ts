import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeLines, type Encoding } from "../../../src/cli/input/decodeLines.js";
import { collect, rowsOf, tableOf } from "../support.js";

async function decode(bytes: Uint8Array, size: number, encoding: Encoding = "utf-8"): Promise<string> {
  async function* cut(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return (await collect(decodeLines(cut(), encoding, "people.csv"))).map(({ text }) => text).join("");
}

describe("the text of a file", () => {
  test("is the same wherever its bytes are cut", async () => {
    const text = fc.array(fc.constantFrom("a", "\n", "验", "😀", "é", "\r\n")).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (text, size) => {
        expect(await decode(Buffer.from(text), size)).toBe(text);
      }),
    );
  });

  test("is the same when every chunk comes in the same bytes", async () => {
    const text = fc.array(fc.constantFrom("a", "\n", "验", "😀")).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (text, size) => {
        const bytes = Buffer.from(text);
        const chunk = Buffer.alloc(size);
        async function* reused(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += size)
            yield chunk.subarray(0, bytes.copy(chunk, 0, at, at + size));
        }
        const pieces = await collect(decodeLines(reused(), "utf-8", "people.csv"));
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });

  test("names the byte and the line that are no UTF-8, in any file", async () => {
    const beginning = fc.array(fc.constantFrom("a", "验", "\n", "😀")).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(beginning, fc.integer({ min: 1, max: 9 }), async (before, size) => {
        const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from("\nafter")]);
        const position = Buffer.byteLength(before) + 1;
        const line = before.split("\n").length;
        await expect(decode(bytes, size)).rejects.toThrow(`byte ${position} (line ${line})`);
      }),
    );
  });

  test("that ends inside a character is refused", async () => {
    await expect(decode(Buffer.from("a\n验").subarray(0, 4), 64)).rejects.toThrow("(line 2)");
  });

  test("can be GB18030", async () => {
    const bytes = Buffer.concat([
      Buffer.from("endpoint,message\n1,"),
      Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x81, 0x30, 0x81, 0x30]), // 你好 and a character of four bytes
      Buffer.from("\n"),
    ]);
    const table = await tableOf(bytes, { encoding: "gb18030" });
    expect((await rowsOf(table))[0]?.values).toEqual(["1", "你好\u0080"]);
    await expect(tableOf(bytes).then(rowsOf)).rejects.toThrow(/byte 21 \(line 2\).*--encoding gb18030/);
    expect(await decode(bytes, 1, "gb18030")).toContain("你好");
  });
});
