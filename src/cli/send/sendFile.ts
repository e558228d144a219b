import { connect } from "../connection/connect.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { checkInput } from "../run/checkInput.js";
import { finishRun } from "../run/finishRun.js";
import { inputIdFor } from "../run/inputId.js";
import { openCliInput } from "../run/openCliInput.js";
import type { RunJob } from "../run/runJob.js";
import { CliError } from "../base/cliError.js";
import type { Pause } from "../page/readTimeline.js";
import type { Reporter } from "../terminal/runEvent.js";
import { openRun } from "./openRun.js";
import { sendRows } from "./sendRows.js";

/**
 * `smn-sms send`: checks the whole file, asks, sends, and writes the results.
 *
 * @throws CliError for everything that is wrong before anything is sent
 */
export async function sendFile(job: RunJob): Promise<ExitCode> {
  const { options, environment, reporter } = job;
  if (options.page && job.file === "-")
    throw new CliError("--page is drawn beside the input file, and standard input has none: name a file.");
  const connection = options.dryRun ? undefined : await connect(options, environment);
  const input = await openCliInput(job);
  try {
    const { check, sha256 } = await checkInput(input, options.signName, environment.signal);
    reporter.report({ event: "check", file: input.name, dry_run: options.dryRun === true, ...check });
    if (connection === undefined) return check.invalid > 0 ? exitCodes.refused : exitCodes.ok;
    const run = await openRun(job, input, check, inputIdFor(sha256, options, input, connection));
    if (run === undefined) return exitCodes.ok;
    const pauses: Pause[] = [];
    const noting = { ...job, reporter: notePauses(reporter, pauses, environment.clock) };
    const end = await sendRows(noting, input, connection.client, run);
    const page = options.page ? { parts: check.parts, pauses } : undefined;
    return await finishRun(job, input, check.rows, end, page);
  } finally {
    reporter.rest();
    await input.close();
  }
}

/** Passes everything on, and keeps the pauses for the page. */
function notePauses(reporter: Reporter, pauses: Pause[], clock: { now(): number }): Reporter {
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
