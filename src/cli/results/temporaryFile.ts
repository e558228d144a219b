import { createHash, randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** Follows the name of the file: machine, process, and a random part. */
const SUFFIX = /^([0-9a-f]{8})-([1-9]\d{0,9})-[0-9a-f]{8}\.tmp$/;

/** A new name beside a file, which says whose it is. */
export function temporaryPath(path: string): string {
  const owner = `${machine()}-${process.pid}-${randomBytes(4).toString("hex")}`;
  return join(dirname(path), `${prefixOf(path)}${owner}.tmp`);
}

/**
 * Removes the temporary files of a file whose processes are gone. A process on another machine cannot be asked after,
 * so its files stay. That one cannot be removed is no reason to fail: it is in nobody's way.
 */
export async function removeStale(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = prefixOf(path);
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const [, host, pid] = SUFFIX.exec(name.slice(prefix.length)) ?? [];
    if (host !== machine() || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

function prefixOf(path: string): string {
  return `.${basename(path)}.`;
}

function machine(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"; // alive, of another user
  }
}
