import { basename, dirname, join } from "node:path";
import { inUse } from "./journalErrors.js";
import type { JournalFile, JournalFiles } from "./journalFiles.js";
import type { JournalHost } from "./journalHost.js";
import { isProvedDead, NOBODY, readHolder, refuseIfHeld, type Holder } from "./lockHolder.js";
import { writeAll } from "./writeAll.js";

/** The lock of a journal, while it is held. */
export interface JournalLock {
  /** Whether the lock is still this one's. */
  isOwn: () => Promise<boolean>;
  release: () => Promise<void>;
}

export interface LockOptions {
  readonly files: JournalFiles;
  readonly host: JournalHost;
  /** See `JournalOptions.takeOverAfterMs`. */
  readonly takeOverAfterMs: number | undefined;
}

/** How often a lock may change hands while this process tries to get it. */
const ATTEMPTS = 100;
/** How often the lock is touched, to show that its holder is there. */
const TOUCH_MS = 10_000;

/**
 * Keeps a second process away from a journal, by a file beside it. It is taken over only from a holder that is proved
 * dead, or, where an option allows it, that has not touched it for long.
 *
 * @param path the real path of the journal
 * @throws SmnError (`journal`, `locked`) while another process holds it, or may hold it
 */
export async function lockJournal(path: string, options: LockOptions): Promise<JournalLock> {
  const { files, host } = options;
  const lock = `${path}.lock`;
  const holder: Holder = { ...host.self, nonce: host.randomId() };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const file = (await create(lock, lock, holder, files)) ?? (await takeOver(path, holder, options));
    if (file === undefined) continue;
    try {
      await removeStale(lock, options);
      return await hold(lock, file, holder, options);
    } catch (error) {
      // This process goes on: the lock would be held as long as it does.
      await giveUp(lock, file, [holder], files);
      throw error;
    }
  }
  throw inUse(path, "other processes, one after the other");
}

async function hold(
  lock: string,
  file: JournalFile,
  holder: Holder,
  { files, host }: LockOptions,
): Promise<JournalLock> {
  const content = contentOf(holder);
  const [own, there] = [await file.stat(), await files.stat(lock)];
  // Some file systems make up numbers for files; there the content has to do.
  const hasIds = own.id === there?.id;
  const stopTouching = host.every(TOUCH_MS, () => void file.write(content, 0).catch(() => undefined));
  return {
    async isOwn() {
      if (!hasIds) return (await readHolder(lock, files))?.nonce === holder.nonce;
      const now = await files.stat(lock);
      return now?.id === own.id && now.size === content.length;
    },
    async release() {
      stopTouching();
      try {
        await file.close();
      } finally {
        if ((await readHolder(lock, files))?.nonce === holder.nonce) await files.remove(lock);
      }
    },
  };
}

/**
 * Makes a file with its content in one step, so that nobody sees it empty; where there are no hard links, in two.
 *
 * @param path the lock, or a claim to it
 * @returns the open file; undefined when the name is taken
 */
async function create(
  path: string,
  lock: string,
  holder: Holder,
  files: JournalFiles,
): Promise<JournalFile | undefined> {
  const draft = await writeDraft(lock, holder, files);
  try {
    await files.link(draft.path, path);
    return draft.file;
  } catch (error) {
    // A file server may link, lose its answer, and find the name taken when it is asked again.
    const there = await readHolder(path, files).catch(() => undefined);
    if (there?.nonce === holder.nonce) return draft.file;
    await draft.file.close();
    if (hasCode(error, "EEXIST")) return undefined;
    return await write(path, holder, files);
  } finally {
    // One that stays is removed as stale, once this process has ended.
    await files.remove(draft.path).catch(() => undefined);
  }
}

/** Undefined when the name is taken. */
async function write(path: string, holder: Holder, files: JournalFiles): Promise<JournalFile | undefined> {
  let file: JournalFile;
  try {
    file = await files.open(path, "wx");
  } catch (error) {
    if (hasCode(error, "EEXIST")) return undefined;
    throw error;
  }
  try {
    await writeAll(file, contentOf(holder), 0);
    return file;
  } catch (error) {
    // Nobody could tell whose it is, so that it would be in the way of every later run.
    await giveUp(path, file, [holder, NOBODY], files);
    throw error;
  }
}

/**
 * Removes a file that was made here, unless it is another's by now. Never throws: why it is given up says more.
 *
 * @param holders who may be in it
 */
async function giveUp(
  path: string,
  file: JournalFile,
  holders: readonly Holder[],
  files: JournalFiles,
): Promise<void> {
  await file.close().catch(() => undefined);
  const there = await readHolder(path, files).catch(() => undefined);
  if (holders.some(({ nonce }) => nonce === there?.nonce)) await files.remove(path).catch(() => undefined);
}

/**
 * Replaces a dead lock. Of several processes that find it dead, only the one that makes the claim may: a file named
 * after the dead holder, which is removed only once the lock belongs to another. A process that creates the claim later
 * therefore finds the lock changed. A claim of a process that died as well is claimed in the same way.
 *
 * @returns undefined when the lock has gone or changed meanwhile
 */
async function takeOver(path: string, mine: Holder, options: LockOptions): Promise<JournalFile | undefined> {
  const { files } = options;
  const lock = `${path}.lock`;
  const dead = await readHolder(lock, files);
  if (dead === undefined) return undefined;
  const claims: string[] = [];
  let last = dead;
  let lastPath = lock;
  let claimed: JournalFile | undefined;
  while (claimed === undefined) {
    await refuseIfHeld(last, lastPath, path, options);
    const claim = `${lock}.after-${last.nonce.replace(/[^\w-]/g, "")}`;
    if (claims.includes(claim))
      throw inUse(
        path,
        `an owner that cannot be identified. When you are sure that no run uses it, delete ${claim}`,
      );
    claims.push(claim);
    claimed = await create(claim, lock, mine, files);
    if (claimed !== undefined) break;
    const claimant = await readHolder(claim, files);
    if (claimant === undefined) return undefined;
    last = claimant;
    lastPath = claim;
  }
  const own = claims.slice(-1);
  try {
    await claimed.close();
    const isDead = (await readHolder(lock, files))?.nonce === dead.nonce;
    const file = isDead ? await replace(lock, mine, files) : undefined;
    // One's own claim goes in any case; the claims of the dead only after the lock was replaced.
    for (const claim of isDead ? claims : own) await files.remove(claim);
    return file;
  } catch (error) {
    // This process goes on, and nobody else could take the lock over.
    for (const claim of own) await files.remove(claim).catch(() => undefined);
    throw error;
  }
}

/** Puts a lock in the place of a dead one. */
async function replace(lock: string, mine: Holder, files: JournalFiles): Promise<JournalFile> {
  const draft = await writeDraft(lock, mine, files);
  try {
    await files.rename(draft.path, lock);
    return draft.file;
  } catch (error) {
    for (const path of [draft.path, lock]) await giveUp(path, draft.file, [mine], files);
    throw error;
  }
}

/** Removes what processes left that died while they took the lock; what may be another's stays. */
async function removeStale(lock: string, { files, host }: LockOptions): Promise<void> {
  const directory = dirname(lock);
  const start = `${basename(lock)}.`;
  for (const name of await files.list(directory)) {
    if (!name.startsWith(start)) continue;
    const path = join(directory, name);
    const holder = await readHolder(path, files);
    if (holder !== undefined && isProvedDead(holder, host)) await files.remove(path);
  }
}

/** Its name is the longest of all beside a lock: whoever could make the lock can take it over as well. */
async function writeDraft(
  lock: string,
  holder: Holder,
  files: JournalFiles,
): Promise<{ path: string; file: JournalFile }> {
  const draft = `${lock}.draft-${holder.nonce}`;
  const file = await write(draft, holder, files);
  if (file === undefined) throw new Error("the name of a temporary file is taken");
  return { path: draft, file };
}

function contentOf(holder: Holder): Uint8Array {
  return Buffer.from(JSON.stringify(holder), "utf8");
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}
