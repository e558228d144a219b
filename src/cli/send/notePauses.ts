import type { Pause } from "../page/readTimeline.js";
import type { Reporter } from "../terminal/runEvent.js";

/** Passes everything on, and keeps the pauses for the page. */
export function notePauses(reporter: Reporter, pauses: Pause[], clock: { now(): number }): Reporter {
  return {
    report(event) {
      const from = clock.now();
      if (event.event === "pause")
        pauses.push({ from, to: from + event.seconds * 1000, reason: event.reason });
      reporter.report(event);
    },
    rest: () => reporter.rest(),
  };
}
