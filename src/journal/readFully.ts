import type { JournalFile } from "./journalFiles.js";

/**
 * Fills the room, as far as the file goes. Some file systems give less than was asked for, although there is more.
 *
 * @param offset in the file
 * @returns how much was read
 */
export async function readFully(
  file: Pick<JournalFile, "read">,
  room: Uint8Array,
  offset: number,
): Promise<number> {
  let length = 0;
  while (length < room.length) {
    const read = await file.read(room.subarray(length), offset + length);
    if (read === 0) break;
    length += read;
  }
  return length;
}
