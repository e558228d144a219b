import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { realPathOf } from "../results/checkFolders.js";
import type { CliInput } from "./cliInput.js";
import { JOURNAL_SUFFIX } from "./filesBeside.js";
import { isPassedOver } from "./isPassedOver.js";

/** A folder with more journals than this is an archive. */
const MOST_JOURNALS = 1_000;
const MOST_FOLDERS = 200;

/**
 * The journals of other runs near a file: in its folder, in the one above and those directly below, in the current one,
 * and where its own journal would be. A copy that lies anywhere else cannot be recognised.
 *
 * @param file as the user named it
 */
export async function* journalsAround({ journalPath }: CliInput, file: string): AsyncGenerator<string> {
  const own = await realPathOf(journalPath);
  const seen = new Set([own]);
  let count = 0;
  for (const folder of await foldersAround(file, journalPath)) {
    const names = await readdir(folder).catch(noneIfPassedOver);
    for (const name of names) {
      if (!name.endsWith(JOURNAL_SUFFIX)) continue;
      const path = join(folder, name);
      const real = await realPathOf(path);
      if (seen.has(real)) continue;
      seen.add(real);
      if (++count > MOST_JOURNALS) return;
      yield path;
    }
  }
}

async function foldersAround(file: string, journalPath: string): Promise<ReadonlySet<string>> {
  const near = [dirname(resolve(file)), dirname(await realPathOf(file)), dirname(resolve(journalPath))];
  const folder = near[0] ?? "";
  const entries = await readdir(folder, { withFileTypes: true }).catch(noneIfPassedOver);
  const below = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .slice(0, MOST_FOLDERS)
    .map(({ name }) => join(folder, name));
  return new Set([...near, resolve("."), dirname(folder), ...below]);
}

function noneIfPassedOver(error: unknown): [] {
  if (isPassedOver(error)) return [];
  throw error;
}
