import { describe, expect, it } from "vitest";
import type { JournalFile } from "../../src/journal/journalFiles.js";
import { readLines } from "../../src/journal/readLines.js";

/** A file that gives at most so many bytes at a time. */
function fileOf(content: string, most: number): JournalFile {
  const bytes = Buffer.from(content);
  const read: JournalFile["read"] = async (buffer, offset) => {
    const part = bytes.subarray(offset, offset + Math.min(most, buffer.length));
    buffer.set(part);
    return part.length;
  };
  return { read } as JournalFile; // only this is called
}

async function lines(content: string, most = 1_000, longest = 1_000): Promise<string[]> {
  const found: string[] = [];
  for await (const { bytes, hasLineFeed } of readLines(
    fileOf(content, most),
    longest,
    () => new Error("long"),
  ))
    found.push(`${bytes.toString()}${hasLineFeed ? "\n" : ""}`);
  return found;
}

describe("the lines of a file", () => {
  it.each([1, 2, 3, 4, 5, 1_000])("are the same when it is read %i bytes at a time", async (most) => {
    expect(await lines("", most)).toEqual([]);
    expect(await lines("abc\nde\n\nf\n", most)).toEqual(["abc\n", "de\n", "\n", "f\n"]);
    expect(await lines("abc\nde", most)).toEqual(["abc\n", "de"]);
    expect(await lines("abc", most)).toEqual(["abc"]);
  });

  it("are refused when one is longer than allowed, as soon as so much was read without its end", async () => {
    expect(await lines("abcdef", 2, 6)).toEqual(["abcdef"]);
    await expect(lines("abcdefg", 2, 6)).rejects.toThrow("long");
    expect(await lines("ab\ncd\nef\n", 5, 6)).toEqual(["ab\n", "cd\n", "ef\n"]);
    expect(await lines("abcd\nabcd\nabcd\n", 2, 6)).toEqual(["abcd\n", "abcd\n", "abcd\n"]);
  });
});
