import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { SmnError } from "../base/errors.js";
import { isRecord } from "../base/errorBody.js";

interface Holder {
  pid: number;
  /** When the process started, as the system counts it; a number that is taken again by another process differs. */
  started: string;
  host: string;
  nonce: string;
}

/** A lock file with any other content has no holder. */
const UNREADABLE: Holder = { pid: 0, started: "", host: "", nonce: "unreadable" };
/** How often a lock may change hands while this process tries to get it. */
const ATTEMPTS = 100;

/**
 * Keeps a second process away from a journal, by a file beside it. A lock whose process is gone is taken over.
 *
 * @returns a function that releases the lock
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
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if ((await create(lock, mine)) || (await takeOver(lock, mine, path)))
      return async () => {
        if ((await read(lock))?.nonce === mine.nonce) await rm(lock, { force: true });
      };
  }
  throw inUse(path, "other processes, one after the other");
}

/** Makes a file with its content in one step: nobody sees it empty. False when it is there already. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const draft = await writeDraft(file, holder);
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
 * Replaces a dead lock. Of several processes that find it dead, only the one that makes the claim may: a file named
 * after the dead holder, which is removed only once the lock belongs to another. A process that creates the claim later
 * therefore finds the lock changed. A claim of a process that died as well is claimed in the same way.
 *
 * @returns false when the lock has gone or changed meanwhile
 */
async function takeOver(lock: string, mine: Holder, path: string): Promise<boolean> {
  const dead = await read(lock);
  if (dead === undefined) return false;
  const claims: string[] = [];
  let last = dead;
  for (;;) {
    refuseIfHeld(last, lock, path);
    const claim = `${lock}.after-${last.nonce.replace(/[^\w-]/g, "")}`;
    if (claims.includes(claim))
      throw inUse(path, `an owner that cannot be identified. If no run is under way, delete ${claim}`);
    claims.push(claim);
    if (await create(claim, mine)) break;
    const claimant = await read(claim);
    if (claimant === undefined) return false;
    last = claimant;
  }
  const isMine = (await read(lock))?.nonce === dead.nonce;
  if (isMine) await rename(await writeDraft(lock, mine), lock);
  // One's own claim goes in any case; the claims of the dead only after the lock was replaced.
  for (const claim of isMine ? claims : claims.slice(-1)) await rm(claim, { force: true });
  return isMine;
}

async function writeDraft(file: string, holder: Holder): Promise<string> {
  const draft = `${file}.${holder.nonce}`;
  await writeFile(draft, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
  return draft;
}

function refuseIfHeld(holder: Holder, lock: string, path: string): void {
  if (holder === UNREADABLE) return;
  if (holder.host !== hostname())
    throw inUse(path, `a process on ${holder.host}. If that one is gone, delete ${lock}`);
  if (isAlive(holder)) throw inUse(path, `process ${holder.pid}`);
}

function inUse(path: string, by: string): SmnError {
  return new SmnError(`The journal ${path} is in use by ${by}. Two runs at once would send messages twice.`, {
    code: "journal",
    reason: "locked",
    sent: "no",
  });
}

/** Undefined when there is no file. */
async function read(file: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    const isHolder =
      isRecord(value) &&
      Number.isInteger(value["pid"]) &&
      ["started", "host", "nonce"].every((name) => typeof value[name] === "string");
    return isHolder ? (value as unknown as Holder) : UNREADABLE;
  } catch {
    return UNREADABLE;
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
