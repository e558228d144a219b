import type { Writable } from "node:stream";
import type { Clock } from "../../base/clock.js";
import type { Reporter } from "./runEvent.js";

const EVERY_MS = 1_000;

/** One JSON object per line, for programs. Progress comes once a second at most. */
export function createJsonReporter(stdout: Writable, clock: Clock): Reporter {
  let nextAt = 0;
  return {
    report(event) {
      // For people: programs have the texts of a dry run in its check, and nobody asks them.
      if (event.event === "samples" || event.event === "dry_run_end") return;
      if (event.event === "progress") {
        if (clock.now() < nextAt && event.done < event.total) return;
        nextAt = clock.now() + EVERY_MS;
      }
      stdout.write(`${JSON.stringify(event)}\n`);
    },
    rest: () => undefined,
  };
}
