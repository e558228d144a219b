import type { Stats } from "node:fs";
import { link, open, readdir, realpath, rename, rm, stat, type FileHandle } from "node:fs/promises";
import type { FileFacts, JournalFile, JournalFiles } from "./journalFiles.js";

/** The file system of this machine. */
export const nodeFiles: JournalFiles = {
  open: async (path, flags) => fileOf(await open(path, flags, 0o600)),
  async stat(path) {
    try {
      return factsOf(await stat(path));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw error;
    }
  },
  realPath: (path) => realpath(path),
  link,
  rename,
  remove: (path) => rm(path, { force: true }),
  list: (directory) => readdir(directory),
  async syncDirectory(directory) {
    let handle: FileHandle | undefined;
    try {
      handle = await open(directory, "r");
      await handle.sync();
    } catch (error) {
      // Windows cannot open directories, and some file systems cannot sync them; elsewhere it is a failure of the disk.
      if (process.platform !== "win32" && !CANNOT_SYNC.has(codeOf(error))) throw error;
    } finally {
      await handle?.close();
    }
  },
};

const CANNOT_SYNC: ReadonlySet<string | undefined> = new Set(["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

function fileOf(handle: FileHandle): JournalFile {
  return {
    read: async (buffer, offset) => (await handle.read(buffer, 0, buffer.length, offset)).bytesRead,
    write: async (bytes, offset) => (await handle.write(bytes, 0, bytes.length, offset)).bytesWritten,
    truncate: (length) => handle.truncate(length),
    sync: () => handle.datasync(),
    stat: async () => factsOf(await handle.stat()),
    close: () => handle.close(),
  };
}

function factsOf(stats: Stats): FileFacts {
  return {
    kind: stats.isFile() ? "file" : stats.isDirectory() ? "directory" : "other",
    id: `${stats.dev}:${stats.ino}`,
    links: stats.nlink,
    size: stats.size,
    changedAt: stats.mtimeMs,
  };
}
