import type { FileHandle } from "node:fs/promises";

/**
 * Writes all of a content at the file's position, in one step if the system takes it at once. (`writeFile` of a handle
 * would write a small part at a time.)
 *
 * @param content text, or its bytes as UTF-8
 */
export async function writeAll(file: FileHandle, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    if (bytesWritten === 0) throw new Error("nothing was written");
    done += bytesWritten;
  }
}
