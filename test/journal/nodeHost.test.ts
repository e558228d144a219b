import { readlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { isProvedDead } from "../../src/journal/lockHolder.js";
import { createNodeHost } from "../../src/journal/nodeHost.js";

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
