import type { Clock } from "../../base/clock.js";
import type { OutcomeStatus } from "../../messages/outcome.js";
import { noCounts, type Counts } from "../base/exitCode.js";
import type { ProgressEvent } from "./runEvent.js";

/** Counts the outcomes of a run. */
export interface Progress {
  add(status: OutcomeStatus): void;
  snapshot(): ProgressEvent;
}

const STATUSES: readonly OutcomeStatus[] = ["accepted", "rejected", "invalid", "unsent", "unknown"];

/** @param total rows that this run will give an outcome to */
export function createProgress(total: number, clock: Clock): Progress {
  const counts: Counts = noCounts();
  const startedAt = clock.now();
  return {
    add(status) {
      counts[status]++;
    },
    snapshot() {
      const done = STATUSES.reduce((sum, status) => sum + counts[status], 0);
      const seconds = (clock.now() - startedAt) / 1000;
      const per_second = seconds > 0 ? Math.round((done / seconds) * 10) / 10 : 0;
      const seconds_left = per_second > 0 ? Math.ceil((total - done) / per_second) : null;
      return { event: "progress", done, total, per_second, seconds_left, ...counts };
    },
  };
}
