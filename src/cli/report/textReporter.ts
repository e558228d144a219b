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
          say(output, checkText(event, options));
          break;
        case "resume":
          say(output, resumeText(event, options));
          break;
        case "progress":
          view.progress(event);
          break;
        case "pause":
          view.pause(event.seconds, event.reason);
          break;
        case "unmatched":
          say(
            stderr,
            `Request ${event.request_id}: ${formatCount(event.results.length)} results belong to no message.`,
          );
          break;
        case "stopping":
          say(
            stderr,
            "Stopping: waiting for the requests under way, then writing the results.\n" +
              "Press Ctrl-C again to stop at once; the journal keeps what is known either way.",
          );
          break;
        case "summary":
          say(output, summaryText(event, options));
          break;
      }
    },
    rest: () => view.rest(),
  };
}
