import { connect } from "../connection/connect.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { checkInput } from "../run/checkInput.js";
import { finishRun } from "../run/finishRun.js";
import { inputIdFor } from "../run/inputId.js";
import { openCliInput } from "../run/openCliInput.js";
import type { RunJob } from "../run/runJob.js";
import { openRun } from "./openRun.js";
import { sendRows } from "./sendRows.js";

/**
 * `smn-sms send`: checks the whole file, asks, sends, and writes the results.
 *
 * @throws CliError for everything that is wrong before anything is sent
 */
export async function sendFile(job: RunJob): Promise<ExitCode> {
  const { options, environment, reporter } = job;
  const connection = options.dryRun ? undefined : await connect(options, environment);
  const input = await openCliInput(job);
  try {
    const { check, sha256 } = await checkInput(input, options.signName, environment.signal);
    reporter.report({ event: "check", file: input.name, dry_run: options.dryRun === true, ...check });
    if (connection === undefined) return check.invalid > 0 ? exitCodes.refused : exitCodes.ok;
    const run = await openRun(job, input, check, inputIdFor(sha256, options, input, connection));
    if (run === undefined) return exitCodes.ok;
    const end = await sendRows(job, input, connection.client, run);
    return await finishRun(job, input, check.rows, end);
  } finally {
    reporter.rest();
    await input.close();
  }
}
