import type { ReadAt } from "../base/readFully.js";

/** The facts about a file that a file system gives. */
export interface FileFacts {
  readonly kind: "file" | "directory" | "other";
  /** Tells two files apart while one of them is open: device and inode. */
  readonly id: string;
  /** How many names lead to it. */
  readonly links: number;
  /** In bytes. */
  readonly size: number;
  /** When it was written last, by the file system's clock, in milliseconds since the epoch. */
  readonly changedAt: number;
}

/** An open file. */
export interface JournalFile {
  read: ReadAt;
  /**
   * Writes some or all of the bytes, and says how much: behind the end of a file that was opened with `a+`, else at the
   * offset.
   */
  write: (bytes: Uint8Array, offset: number) => Promise<number>;
  truncate: (length: number) => Promise<void>;
  /** Resolves when the content is on disk. */
  sync: () => Promise<void>;
  stat: () => Promise<FileFacts>;
  close: () => Promise<void>;
}

/**
 * The file system as a journal needs it; a simulation has its own. Errors have a `code`, as those of `node:fs` have.
 * Whatever writes makes files that nobody else can read.
 */
export interface JournalFiles {
  /** `r`: to read; `a+`: to read and append, made when it is not there; `wx`: to write, refused when it is there. */
  open: (path: string, flags: "r" | "a+" | "wx") => Promise<JournalFile>;
  /** Of the file at the path; undefined if there is none. */
  stat: (path: string) => Promise<FileFacts | undefined>;
  /** The one path of a file that is there, without symbolic links. */
  realPath: (path: string) => Promise<string>;
  /** Gives a file a second name; rejects with `EEXIST` where that is taken. */
  link: (from: string, to: string) => Promise<void>;
  /** Gives a file another name, in place of the one that had it. */
  rename: (from: string, to: string) => Promise<void>;
  /** Removes a name; one that is not there does not matter. */
  remove: (path: string) => Promise<void>;
  /** The names in a directory. */
  list: (directory: string) => Promise<string[]>;
  /** Resolves when the names in a directory are on disk, where the system can say so. */
  syncDirectory: (directory: string) => Promise<void>;
}
