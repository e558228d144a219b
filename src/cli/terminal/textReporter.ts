import type { Writable } from "node:stream";
import { formatCount } from "./format.js";
import type { ProgressView } from "./progressView.js";
import type { Reporter, RunEvent } from "./runEvent.js";
import { checkText, samplesText } from "./checkText.js";
import {
  inputChangedText,
  resumeText,
  sameNumbersText,
  summaryText,
  testText,
  unreachableText,
  type TextOptions,
} from "./runTexts.js";

/** Text for people: check and summary on `output`, progress and notices on `stderr`. */
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
        case "samples":
          say(output, samplesText(event, options));
          break;
        case "dry_run_end":
          say(output, "Nothing was sent (--dry-run).");
          break;
        case "test":
          say(output, testText(event, options));
          break;
        case "input_changed":
          say(stderr, inputChangedText(event, options));
          break;
        case "same_numbers":
          say(output, sameNumbersText(event, options));
          break;
        case "progress":
          view.progress(event);
          break;
        case "pause":
          view.pause(event.seconds, event.reason);
          break;
        case "unreachable":
          say(stderr, unreachableText(event, options));
          break;
        case "unmatched":
          say(
            stderr,
            `Request ${event.request_id}: ${formatCount(event.results.length)} results match no message.`,
          );
          break;
        case "stopping":
          say(
            stderr,
            "Stopping: waiting for the requests in flight, then writing the results.\n" +
              "Press Ctrl-C again to stop at once; either way, nothing recorded is lost.",
          );
          break;
        case "declined":
          say(stderr, "Nothing was sent.");
          break;
        case "summary":
          say(output, summaryText(event, options));
          break;
      }
    },
    rest: () => view.rest(),
  };
}
