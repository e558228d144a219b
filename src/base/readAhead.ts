import type { ReadAt } from "./readFully.js";

/**
 * Reads a file from its beginning to its end, a block at a time. While one is worked on, the next one is read: into two
 * buffers, in turn. So a block holds until the next one is asked for.
 *
 * @param read reads into the room, from a position of the file, and says how much; 0 at the end. Where it fails, the
 * exception is thrown when the block is asked for: until then nobody waits for it
 * @param size of a block, in bytes
 */
export async function* readAhead(read: ReadAt, size: number): AsyncGenerator<Buffer> {
  let room = Buffer.allocUnsafeSlow(size);
  let other = Buffer.allocUnsafeSlow(size);
  let position = 0;
  const readOn = (): Promise<number> => {
    const reading = read(room, position);
    reading.catch(() => undefined);
    return reading;
  };
  let reading = readOn();
  try {
    for (;;) {
      const length = await reading;
      if (length === 0) return;
      position += length;
      [room, other] = [other, room];
      reading = readOn();
      yield other.subarray(0, length);
    }
  } finally {
    await reading.catch(() => undefined); // the file must not be closed meanwhile
  }
}
