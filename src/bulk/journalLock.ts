import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { SmnError } from "../errors.js";
import { isRecord } from "../errorBody.js";

interface Holder {
  pid: number;
  /** When the process started, as the system counts it; a number that is taken again by another process differs. */
  started: string;
  host: string;
  nonce: string;
}

/**
 * Keeps a second process away from a journal, by a file beside it. A lock whose process is gone is taken over.
 *
 * @returns what gives the lock back
 * @throws SmnError (`journal`) while another process holds it
 */
export async function lockJournal(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  const mine: Holder = {
    pid: process.pid,
    started: startOf(process.pid) ?? "",
    host: hostname(),
    nonce: randomUUID(),
  };
  if (!(await create(lock, mine))) {
    await refuseWhileHeld(lock, path);
    await takeOver(lock, mine, path);
  }
  return async () => {
    if ((await read(lock))?.nonce === mine.nonce) await rm(lock, { force: true });
  };
}

/** Makes a file with its content in one step: nobody sees it empty. False when it is there already. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const draft = `${file}.${holder.nonce}`;
  await writeFile(draft, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Only one of several processes that find a dead lock may replace it: the one that makes the guard. A guard can be
 * left behind as well, by a crash in these few lines; then it is dead like any lock.
 */
async function takeOver(lock: string, mine: Holder, path: string): Promise<void> {
  const guard = `${lock}.takeover`;
  if (!(await create(guard, mine))) {
    await refuseWhileHeld(guard, path);
    await rm(guard, { force: true });
    if (!(await create(guard, mine))) throw inUse(path, "another process");
  }
  try {
    await refuseWhileHeld(lock, path); // it may have been replaced before we had the guard
    const draft = `${lock}.${mine.nonce}`;
    await writeFile(draft, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
    await rename(draft, lock);
  } finally {
    await rm(guard, { force: true });
  }
}

async function refuseWhileHeld(file: string, path: string): Promise<void> {
  const holder = await read(file);
  if (holder === undefined) return; // gone, or not ours: written by nobody who could still be at work
  if (holder.host !== hostname())
    throw inUse(path, `a process on ${holder.host}. If that one is gone, delete ${file}`);
  if (isAlive(holder)) throw inUse(path, `process ${holder.pid}`);
}

function inUse(path: string, by: string): SmnError {
  return new SmnError(`The journal ${path} is in use by ${by}. Two runs at once would send messages twice.`, {
    code: "journal",
    sent: "no",
  });
}

async function read(file: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return isRecord(value) && Number.isInteger(value["pid"]) ? (value as unknown as Holder) : undefined;
  } catch {
    return undefined; // no file, or the remains of one
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false; // EPERM: alive, of another user
  }
  const now = startOf(pid);
  return now === undefined || started === "" || now === started;
}

/** Field 22 of /proc/<pid>/stat; undefined where there is no such thing. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined; // not Linux, or the process is gone
  }
}
