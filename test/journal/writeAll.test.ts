import { expect, it } from "vitest";
import { writeAll } from "../../src/journal/writeAll.js";

/** A file that takes at most so many bytes at a time, from these on; and how they were given to it. */
function file(most: number, from: number) {
  const calls: number[] = [];
  let text = "";
  return {
    calls,
    read: () => text,
    async write(bytes: Uint8Array, offset: number): Promise<number> {
      calls.push(offset);
      expect(offset).toBe(from + text.length);
      const taken = bytes.subarray(0, most);
      text += Buffer.from(taken).toString();
      return taken.length;
    },
  };
}

it.each([
  [100, [7]],
  [11, [7]],
  [10, [7, 17]],
  [4, [7, 11, 15]],
])("all bytes are written to a file that takes %i at a time", async (most, calls) => {
  const one = file(most, 7);
  await writeAll(one, Buffer.from("hello world"), 7);
  expect([one.read(), one.calls]).toEqual(["hello world", calls]);
});

it("no bytes are none to write, and a file that takes none is a failure", async () => {
  const full = file(0, 0);
  await writeAll(full, Buffer.alloc(0), 0);
  expect(full.calls).toEqual([]);
  await expect(writeAll(full, Buffer.from("x"), 0)).rejects.toThrow("nothing was written");
});
