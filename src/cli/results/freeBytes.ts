import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** How much can still be written beside this file; none where the system cannot tell. */
export async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(dirname(path));
    return bavail * bsize;
  } catch {
    return 0; // whoever asks does without
  }
}
