import { createHash, randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { JournalHost } from "../../journal/journalHost.js";
import { isProvedDead } from "../../journal/lockHolder.js";
import { createNodeHost } from "../../journal/nodeHost.js";

/** Follows the name of the file: where its process runs, the process, its start, and a random part. */
const SUFFIX = /^([0-9a-f]{16})-([1-9]\d{0,9})-(\d{0,20})-[0-9a-f]{8}\.tmp$/;

/** A new name beside a file, which says whose it is. */
export function temporaryPath(path: string, host: JournalHost = createNodeHost()): string {
  const { pid, started } = host.self;
  // Starts that are no numbers are those of systems that do not say when a process started.
  const start = /^\d{1,20}$/.test(started ?? "") ? started : "";
  const owner = `${processSpace(host)}-${pid}-${start}-${randomBytes(4).toString("hex")}`;
  return join(dirname(path), `${prefixOf(path)}${owner}.tmp`);
}

/**
 * Removes the temporary files of a file whose processes have provably ended, as with the locks of journals. Those of
 * another machine or container, and of the time before a restart, stay. That one cannot be removed is no reason to fail:
 * it is in nobody's way.
 */
export async function removeStale(path: string, host: JournalHost = createNodeHost()): Promise<void> {
  const folder = dirname(path);
  const prefix = prefixOf(path);
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const [, space, pid, start = ""] = SUFFIX.exec(name.slice(prefix.length)) ?? [];
    if (space === undefined || space !== processSpace(host)) continue;
    const started = start === "" ? undefined : start;
    if (!isProvedDead({ ...host.self, pid: Number(pid), started }, host)) continue;
    await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

function prefixOf(path: string): string {
  return `.${basename(path)}.`;
}

/** Equal for processes whose numbers mean the same: machine, boot, and namespace. */
function processSpace({ self: { host, boot, namespace } }: JournalHost): string {
  const space = JSON.stringify([host, boot ?? null, namespace ?? null]);
  return createHash("sha256").update(space).digest("hex").slice(0, 16);
}
