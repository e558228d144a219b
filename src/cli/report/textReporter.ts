import type { Writable } from "node:stream";
import { formatCount } from "./format.js";
import type { ProgressView } from "./progressView.js";
import type { Reporter, RunEvent } from "./runEvent.js";
import { checkText, resumeText, summaryText, type TextOptions } from "./texts.js";

/** Text for people: check and summary on `output`, what happens meanwhile on `stderr`. */
export function createTextReporter(
  output: Writable,
  stderr: Writable,
  view: ProgressView,
  options: TextOptions,
): Reporter {
  const say = (stream: Writable, text: string): void => {
    view.rest();
    stream.write(`${text}\n`);
  };
  return {
    report(event: RunEvent) {
      switch (event.event) {
        case "check":
          return say(output, checkText(event, options));
        case "resume":
          return say(output, resumeText(event, options));
        case "progress":
          return view.progress(event);
        case "pause":
          return view.pause(event.seconds, event.reason);
        case "unmatched":
          return say(
            stderr,
            `Request ${event.request_id}: ${formatCount(event.results.length)} results belong to no message.`,
          );
        case "stopping":
          return say(
            stderr,
            "Stopping: waiting for the requests under way, then writing the results.\n" +
              "Press Ctrl-C again to stop at once; the journal keeps what is known either way.",
          );
        case "summary":
          return say(output, summaryText(event, options));
      }
    },
    rest: () => view.rest(),
  };
}
