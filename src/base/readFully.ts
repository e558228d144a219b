/** Reads into the room from an offset of a file, and says how much; 0 at its end. */
export type ReadAt = (room: Uint8Array, offset: number) => Promise<number>;

/**
 * Fills the room, as far as the file goes. Some file systems give less than was asked for, although there is more.
 *
 * @param offset in the file
 * @returns how much was read
 */
export async function readFully(read: ReadAt, room: Uint8Array, offset: number): Promise<number> {
  let length = 0;
  while (length < room.length) {
    const part = await read(room.subarray(length), offset + length);
    if (part === 0) break;
    length += part;
  }
  return length;
}
