import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, networkInterfaces, uptime } from "node:os";
import { clearRegular, setRegular } from "../base/timers.js";
import { claimsOfProcess } from "./claimJournal.js";
import type { JournalHost } from "./journalHost.js";

/** The processes of this machine. */
export function createNodeHost(): JournalHost {
  return {
    self: {
      pid: process.pid,
      started: startOf(process.pid),
      host: hostname(),
      boot: bootOf(),
      namespace: namespaceOf(),
    },
    look: (pid) => ({ isGone: isGone(pid), started: startOf(pid) }),
    // Others reckon the time since the start from the clock itself.
    startedAt: process.platform === "linux" ? startedAt : undefined,
    claims: claimsOfProcess(),
    randomId: randomUUID,
    every(ms, work) {
      const timer = setRegular(work, ms);
      timer.unref();
      return () => clearRegular(timer);
    },
  };
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Anything else, as EPERM of another user's process, proves nothing.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Field 22 of /proc/<pid>/stat; undefined where there is no such thing. */
function startOf(pid: number): string | undefined {
  const stat = text(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function bootOf(): string | undefined {
  if (process.platform === "linux")
    return text(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  // No other system tells its boots apart; the network cards at least tell machines of one name apart.
  const cards = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, mac }) => !internal && /[1-9a-f]/i.test(mac))
    .map(({ mac }) => mac);
  return cards.length === 0 ? undefined : [...new Set(cards)].sort().join(" ");
}

/** Deno tells it only with a permission that nothing else here needs. */
function startedAt(): number | undefined {
  try {
    return Date.now() - uptime() * 1_000;
  } catch {
    return undefined;
  }
}

function namespaceOf(): string | undefined {
  // Only Linux has them.
  if (process.platform !== "linux") return process.platform;
  const ofIds = text(() => readlinkSync("/proc/self/ns/pid"));
  // Starts of processes are told by the clock of the reader's own; older systems have one for all.
  const ofTimes = text(() => readlinkSync("/proc/self/ns/time"));
  return ofIds === undefined || ofTimes === undefined ? ofIds : `${ofIds} ${ofTimes}`;
}

function text(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
