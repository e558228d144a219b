import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { describe, expect, it } from "vitest";
import { isProvedDead } from "../../src/journal/lockHolder.js";
import { createNodeHost } from "../../src/journal/nodeHost.js";

const isLinux = process.platform === "linux";
/** Beyond the largest process id that Linux gives. */
const DEAD_PID = 2 ** 22 + 1;

describe("this machine", () => {
  it("says which process this is", () => {
    const { self, look } = createNodeHost();
    expect([self.pid, self.host]).toEqual([process.pid, hostname()]);
    expect(createNodeHost().self).toEqual(self);
    expect(look(process.pid)).toEqual({ isGone: false, started: self.started });
    expect(look(DEAD_PID)).toEqual({ isGone: true, started: undefined });
  });

  it("gives names that nobody else has", () => {
    const { randomId } = createNodeHost();
    expect(new Set(Array.from({ length: 100 }, randomId)).size).toBe(100);
  });

  it("does something again and again until it is ended", async () => {
    let times = 0;
    await new Promise<void>((resolve) => {
      const end = createNodeHost().every(1, () => {
        if (++times < 3) return;
        end();
        resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(times).toBe(3);
  });
});

describe.runIf(isLinux)("this machine, with Linux,", () => {
  it("tells its start, that of a process, and the namespace of its processes", () => {
    const { self, startedAt, look } = createNodeHost();
    expect(self.boot).toBe(readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    expect(self.boot).toMatch(/^[0-9a-f-]{36}$/);
    expect(self.namespace).toMatch(/^pid:\[\d+\](?: time:\[\d+\])?$/);
    // Its 22nd field; the second one, in brackets, may hold blanks.
    const stat = readFileSync("/proc/self/stat", "utf8");
    expect(self.started).toBe(/\) (?:\S+ ){19}(\d+) [^)]*$/.exec(stat)?.[1]);
    const parent = look(process.ppid);
    expect(parent.isGone).toBe(false);
    expect(Number(parent.started)).toBeLessThanOrEqual(Number(self.started));
    const start = startedAt?.() ?? 0;
    expect(Math.abs(Date.now() - uptime() * 1_000 - start)).toBeLessThan(60_000);
  });
});

/** Those of this process that its system has. */
function linksOf(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    try {
      return [readlinkSync(`/proc/self/ns/${name}`)];
    } catch {
      return [];
    }
  });
}

it.runIf(process.platform === "linux")(
  "tells apart where process ids and start times mean something else",
  () => {
    const host = createNodeHost();
    expect(host.self.namespace).toBe(linksOf(["pid", "time"]).join(" "));
    const shifted = { ...host.self, started: "1" };
    expect(isProvedDead(shifted, host)).toBe(true);
    const elsewhere = { ...shifted, namespace: [...linksOf(["pid"]), "time:[1]"].join(" ") };
    expect(isProvedDead(elsewhere, host)).toBe(false);
  },
);
