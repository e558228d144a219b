import { isRecord, parseObject } from "../base/errorBody.js";
import { readFully } from "../base/readFully.js";
import { inUse } from "./journalErrors.js";
import type { JournalFiles } from "./journalFiles.js";
import type { JournalHost, ProcessIdentity } from "./journalHost.js";

/** The process that holds a lock, as the lock file describes it. */
export interface Holder extends ProcessIdentity {
  readonly nonce: string;
}

export interface TakeOverRules {
  readonly files: JournalFiles;
  readonly host: JournalHost;
  /** See `JournalOptions.takeOverAfterMs`. */
  readonly takeOverAfterMs: number | undefined;
}

/** Stands for a lock in which no holder can be read: no process has the number 0. */
export const NOBODY: Holder = {
  pid: 0,
  started: undefined,
  host: "",
  boot: undefined,
  namespace: undefined,
  nonce: "unreadable",
};
const LONGEST = 4_096;

/** Undefined when there is no file. */
export async function readHolder(path: string, files: JournalFiles): Promise<Holder | undefined> {
  const bytes = Buffer.alloc(LONGEST);
  let length: number;
  try {
    const file = await files.open(path, "r");
    try {
      length = await readFully(file.read, bytes, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const value = parseObject(bytes.toString("utf8", 0, length));
  if (!isRecord(value) || typeof value["nonce"] !== "string" || !Number.isInteger(value["pid"]))
    return NOBODY;
  const text = (name: string): string | undefined => {
    const found = value[name];
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  return {
    pid: Number(value["pid"]),
    started: text("started"),
    host: text("host") ?? "",
    boot: text("boot"),
    namespace: text("namespace"),
    nonce: value["nonce"],
  };
}

/** Whether the process ids of a holder mean anything here. */
function isHere(holder: ProcessIdentity, { self }: JournalHost): boolean {
  return (
    holder.host === self.host &&
    holder.boot !== undefined &&
    holder.boot === self.boot &&
    holder.namespace !== undefined &&
    holder.namespace === self.namespace
  );
}

/**
 * Whether the process of a holder has certainly ended. Where that cannot be known (another machine or container, a
 * machine that was started anew), it has not.
 */
export function isProvedDead(holder: ProcessIdentity, host: JournalHost): boolean {
  if (!isHere(holder, host)) return false;
  const { isGone, started } = host.look(holder.pid);
  // Its number may be another process's by now.
  return isGone || (started !== undefined && holder.started !== undefined && started !== holder.started);
}

/**
 * @param path of the file that names the holder
 * @throws SmnError (`journal`, `locked`) unless its lock may be taken over
 */
export async function refuseIfHeld(
  holder: Holder,
  path: string,
  journal: string,
  rules: TakeOverRules,
): Promise<void> {
  const { host } = rules;
  if (isProvedDead(holder, host)) return;
  if (isHere(holder, host)) throw inUse(journal, `process ${holder.pid}`);
  if (await hasStoodStill(path, `${journal}.lock`, rules)) return;
  const who =
    holder.pid === NOBODY.pid
      ? "somebody who cannot be identified"
      : `process ${holder.pid} on ${holder.host}, of which this process cannot know whether it has ended`;
  throw inUse(journal, `${who}. When you are sure that no run uses it, delete ${path}`);
}

/** Both times are the file system's, so that no clock of another machine matters. */
async function hasStoodStill(
  path: string,
  lock: string,
  { files, host, takeOverAfterMs }: TakeOverRules,
): Promise<boolean> {
  if (takeOverAfterMs === undefined) return false;
  const probe = `${lock}.${host.randomId()}`;
  const file = await files.open(probe, "wx");
  try {
    const [now, then] = [await file.stat(), await files.stat(path)];
    return then !== undefined && now.changedAt - then.changedAt >= takeOverAfterMs;
  } finally {
    await file.close();
    await files.remove(probe);
  }
}
