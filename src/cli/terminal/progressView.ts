import { SingleBar } from "cli-progress";
import type { Writable } from "node:stream";
import type { Clock } from "../../base/clock.js";
import { displayWidth, formatCount, formatDuration } from "./format.js";
import { statusWords } from "./statusWords.js";
import type { ProgressEvent } from "./runEvent.js";

/** Shows how far a run is. */
export interface ProgressView {
  progress(event: ProgressEvent): void;
  pause(seconds: number, reason: string): void;
  /** Leaves the line that it draws upon. */
  rest(): void;
}

const BAR_WIDTH = 16;

/** A bar that is drawn over and over, for a terminal. */
export function createBarView(stderr: Writable, clock: Clock, columns: number): ProgressView {
  // Before the first outcome there is no bar that could show a pause.
  const before = createLineView(stderr, clock, columns);
  let bar: SingleBar | undefined;
  let line = "";
  let waiting = "";
  const start = (total: number): SingleBar => {
    const options = {
      stream: stderr,
      hideCursor: true,
      barsize: BAR_WIDTH,
      gracefulExit: false,
      linewrap: true,
    };
    const made = new SingleBar({
      ...options,
      format: (_, { progress }) => {
        const full = Math.round(progress * BAR_WIDTH);
        const drawn = `[${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}]`;
        return cut(`${drawn} ${Math.floor(progress * 100)}% ${line}${waiting}`, columns - 1);
      },
    });
    made.start(Math.max(total, 1), 0);
    return made;
  };
  return {
    progress(event) {
      line = progressLine(event);
      waiting = "";
      bar ??= start(event.total);
      bar.update(event.total === 0 ? 1 : event.done);
    },
    pause(seconds, reason) {
      if (bar === undefined) before.pause(seconds, reason);
      waiting = ` · waiting ${formatDuration(seconds)}: ${reason}`;
    },
    rest() {
      bar?.stop();
      bar = undefined;
    },
  };
}

const LINE_EVERY_MS = 5_000;

/** A plain line every few seconds, when something changed: for logs. */
export function createLineView(stderr: Writable, clock: Clock, columns: number): ProgressView {
  let nextAt = clock.now() + LINE_EVERY_MS;
  let nextPauseAt = 0;
  let shown = -1;
  const write = (text: string): void => void stderr.write(`${cut(text, columns)}\n`);
  return {
    progress(event) {
      const isEnd = event.done === event.total;
      if (event.done === shown || (clock.now() < nextAt && !isEnd)) return;
      shown = event.done;
      nextAt = clock.now() + LINE_EVERY_MS;
      write(progressLine(event));
    },
    pause(seconds, reason) {
      if (clock.now() < nextPauseAt) return;
      nextPauseAt = clock.now() + LINE_EVERY_MS;
      write(`waiting ${formatDuration(seconds)}: ${reason}`);
    },
    rest: () => undefined,
  };
}

/** `1,234 of 2,000 · 310/s · 0:03 left · accepted 1,230, rejected 4` */
export function progressLine(event: ProgressEvent): string {
  const { done, total, per_second, seconds_left } = event;
  const counts = statusWords
    .filter(([status]) => event[status] > 0)
    .map(([status]) => `${status} ${formatCount(event[status])}`);
  const left = seconds_left === null || done === total ? [] : [`${formatDuration(seconds_left)} left`];
  const parts = [`${formatCount(done)} of ${formatCount(total)}`, `${formatCount(per_second)}/s`, ...left];
  return [...parts, counts.join(", ")].filter((part) => part !== "").join(" · ");
}

function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let short = text.slice(0, columns - 1);
  while (displayWidth(short) > columns - 1) short = short.slice(0, -1);
  return `${short}…`;
}
