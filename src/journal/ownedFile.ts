import { inUse, lost, notAJournal } from "./journalErrors.js";
import type { FileFacts, JournalFile, JournalFiles } from "./journalFiles.js";
import type { JournalHost } from "./journalHost.js";
import { lockJournal, type JournalLock } from "./journalLock.js";

/** A journal's file, open and locked. */
export interface OwnedFile {
  readonly file: JournalFile;
  /**
   * Makes sure that path and lock still lead to this file, and that nobody else has written to it.
   *
   * @param size of the file; undefined where it is not known
   * @throws SmnError (`journal`, `lost`)
   */
  readonly check: (size: number | undefined) => Promise<void>;
  /** Closes the file, then gives the lock back. */
  readonly close: () => Promise<void>;
}

export interface OwnOptions {
  readonly files: JournalFiles;
  readonly host: JournalHost;
  readonly takeOverAfterMs: number | undefined;
}

/**
 * Opens a journal to write to it, makes the file where there is none, and locks it by its real path.
 *
 * @throws SmnError (`journal`) if it is not a file, has further names, or is locked
 */
export async function ownFile(path: string, options: OwnOptions): Promise<OwnedFile> {
  const { files } = options;
  // To open a FIFO or a device would wait, or do something.
  refuseUnlessFile(path, await files.stat(path));
  const file = await files.open(path, "a+");
  let lock: JournalLock | undefined;
  try {
    refuseUnlessFile(path, await file.stat());
    lock = await lockJournal(await files.realPath(path), options);
    const facts = await file.stat();
    if (facts.links > 1) throw inUse(path, manyNames(facts.links));
    const there = await files.stat(path);
    if (there === undefined) throw lost(path);
    return owned(path, file, lock, facts, there.id === facts.id, files);
  } catch (error) {
    // What fails now says less than why it is given up.
    await file.close().catch(() => undefined);
    await lock?.release().catch(() => undefined);
    throw error;
  }
}

function owned(
  path: string,
  file: JournalFile,
  lock: JournalLock,
  { id }: FileFacts,
  // Some file systems make up numbers for files; there the size has to do.
  hasIds: boolean,
  files: JournalFiles,
): OwnedFile {
  return {
    file,
    async check(size) {
      let there: FileFacts | undefined;
      let isLocked: boolean;
      try {
        [there, isLocked] = await Promise.all([files.stat(path), lock.isOwn()]);
      } catch {
        throw lost(path);
      }
      const isOwn =
        there?.kind === "file" &&
        (size === undefined || there.size === size) &&
        there.links <= 1 &&
        (!hasIds || there.id === id);
      if (!isOwn || !isLocked) throw lost(path);
    },
    async close() {
      try {
        await file.close();
      } finally {
        await lock.release();
      }
    },
  };
}

function refuseUnlessFile(path: string, facts: FileFacts | undefined): void {
  if (facts === undefined || facts.kind === "file") return;
  throw notAJournal(path, facts.kind === "directory" ? "is a directory" : "is not a regular file");
}

function manyNames(links: number): string {
  return (
    `this run, or by another one that knows it by another name: the file has ${links} names (hard links). ` +
    "Remove the others, or move the file to another file system and back"
  );
}
