import { access, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CliError } from "../base/cliError.js";

/**
 * Makes sure that files can be written where they are to be, by the options that name them: after a run it would be
 * too late.
 *
 * @throws CliError for a folder that is not there, and for a folder in the place of a file
 */
export async function checkFolders(paths: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [option, path] of Object.entries(paths)) {
    if (path === undefined) continue;
    const folder = dirname(path);
    if (!(await isFolder(folder)))
      throw new CliError(
        `${option}: there is no folder ${folder}. Make it, or name another place. Nothing was sent.`,
      );
    if (await isFolder(path))
      throw new CliError(`${option}: ${path} is a folder. Name a file. Nothing was sent.`);
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** One name for a file, however it is written; it need not exist yet. */
export function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

const ABSENT: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR"]);

/** Where the disk does not say, it counts as there: whoever reads it reports why that cannot be done. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: unknown) => !ABSENT.has((error as NodeJS.ErrnoException).code),
  );
}
