import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAhead } from "../../src/base/readAhead.js";

/** Reads at most so many bytes at a time. */
function readerOf(content: Buffer, most = Infinity) {
  const positions: number[] = [];
  const read = (room: Uint8Array, position: number): Promise<number> => {
    positions.push(position);
    const part = content.subarray(position, position + Math.min(most, room.length));
    room.set(part);
    return Promise.resolve(part.length);
  };
  return { read, positions };
}

/** Lets everything happen that is due, and Node look for rejections that nobody handles. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a file that is read ahead", () => {
  it("comes in its order and whole, however much is read at a time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        async (bytes, size, most) => {
          const found: number[] = [];
          for await (const block of readAhead(readerOf(Buffer.from(bytes), most).read, size))
            found.push(...block);
          expect(found).toEqual([...bytes]);
        },
      ),
    );
  });

  it("is one block ahead, and leaves the one at hand as it is", async () => {
    const { read, positions } = readerOf(Buffer.from("aabbcc"));
    const blocks = readAhead(read, 2);
    const first = await blocks.next();
    await nextTurn();
    expect([String(first.value), positions]).toEqual(["aa", [0, 2]]);
    await blocks.return(undefined);
  });

  it("fails where the block is asked for, not while the one before is worked on", async () => {
    let fail = (): void => undefined;
    const read = (room: Uint8Array, position: number): Promise<number> =>
      position === 0
        ? Promise.resolve(room.length)
        : new Promise((_, reject) => {
            fail = () => {
              reject(new Error("EIO"));
            };
          });
    const blocks = readAhead(read, 2);
    await blocks.next();
    // A rejection that nobody handles by then would end the process.
    fail();
    await nextTurn();
    await expect(blocks.next()).rejects.toThrow("EIO");
  });

  it("is not left before the read that is under way has ended", async () => {
    let end = (): void => undefined;
    const read = (room: Uint8Array, position: number): Promise<number> =>
      position === 0
        ? Promise.resolve(room.length)
        : new Promise((resolve) => {
            end = () => {
              resolve(0);
            };
          });
    const blocks = readAhead(read, 2);
    await blocks.next();
    let isLeft = false;
    const leaving = blocks.return(undefined).then(() => (isLeft = true));
    await nextTurn();
    expect(isLeft).toBe(false);
    end();
    await leaving;
  });
});
