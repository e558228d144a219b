import type { CliEnvironment } from "../base/environment.js";
import type { SendOptions } from "../options/sendOptions.js";
import { createJsonReporter } from "./jsonReporter.js";
import { createBarView, createLineView } from "./progressView.js";
import type { Reporter } from "./runEvent.js";
import { createTextReporter } from "./textReporter.js";

/** Chooses how a run is shown. Where results go to standard output, everything else goes to standard error. */
export function createReporter(file: string, options: SendOptions, environment: CliEnvironment): Reporter {
  const { stdout, stderr, isTTY, columns, clock, env } = environment;
  if (options.json) return createJsonReporter(stdout, clock);
  const resultsOnStdout = options.out === "-" || (options.out === undefined && file === "-");
  // A dumb terminal shows the codes that move the cursor.
  const view =
    isTTY.stderr && env["TERM"] !== "dumb"
      ? createBarView(stderr, clock, columns)
      : createLineView(stderr, clock, columns);
  return createTextReporter(resultsOnStdout ? stderr : stdout, stderr, view, { columns });
}
