import { lstat } from "node:fs/promises";
import { realPathOf } from "../results/checkFolders.js";

/** What the names of journals end with that nobody named otherwise. */
export const JOURNAL_SUFFIX = ".journal";

/**
 * The name that the files beside an input begin with. Whoever sends a file through a link sends the file: its journal is
 * where that is.
 */
export async function nameOfRecords(file: string): Promise<string> {
  const isLink = await lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  return isLink ? realPathOf(file) : file;
}

/** Where the journal of a file is without `--journal`. */
export async function journalPathOf(file: string): Promise<string> {
  return `${await nameOfRecords(file)}${JOURNAL_SUFFIX}`;
}

/** The file whose journal a path is, where it has such a name. */
export function fileOfJournal(path: string): string | undefined {
  return path.endsWith(JOURNAL_SUFFIX) ? path.slice(0, -JOURNAL_SUFFIX.length) : undefined;
}
