import type { JournalFile } from "./journalFiles.js";

/**
 * Writes all of the bytes, in one step where the system takes them at once.
 *
 * @param offset in the file
 */
export async function writeAll(
  file: Pick<JournalFile, "write">,
  bytes: Uint8Array,
  offset: number,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const written = await file.write(done === 0 ? bytes : bytes.subarray(done), offset + done);
    if (written === 0) throw new Error("nothing was written");
    done += written;
  }
}
