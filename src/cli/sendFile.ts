import { checkSource } from "./checkSource.js";
import { connect, type Connection } from "./connect.js";
import type { CliEnvironment } from "./environment.js";
import { exitCodes, type ExitCode } from "./exitCode.js";
import { inputIdOf } from "./message/inputId.js";
import { openLiveResults } from "./openLiveResults.js";
import { openSource, type Source } from "./openSource.js";
import type { Reporter } from "./report/runEvent.js";
import { openRun } from "./openRun.js";
import { sendRows } from "./sendRows.js";
import type { SendOptions } from "./sendOptions.js";
import { finishRun } from "./finishRun.js";

/** What one call of `smn-sms send` works with. */
export interface SendJob {
  readonly file: string;
  readonly options: SendOptions;
  readonly environment: CliEnvironment;
  readonly reporter: Reporter;
  /** The arguments as they were typed, the name of the program included: for advice on what to run next. */
  readonly command: readonly string[];
}

/**
 * `smn-sms send`: checks the whole file, asks, sends, and writes the results.
 *
 * @throws CliError for everything that is wrong before anything is sent
 */
export async function sendFile(job: SendJob): Promise<ExitCode> {
  const { options, environment, reporter } = job;
  const connection = options.dryRun ? undefined : await connect(options, environment);
  const source = await openSource(job);
  try {
    const { check, invalidRows, sha256 } = await checkSource(source, options.signName, environment.signal);
    reporter.report({ event: "check", file: source.name, dry_run: options.dryRun === true, ...check });
    if (connection === undefined) return check.invalid > 0 ? exitCodes.refused : exitCodes.ok;
    const run = await openRun(job, source, check, inputIdFor(sha256, job, source, connection));
    if (run === undefined) return exitCodes.ok;
    const results = openLiveResults(source, run, invalidRows);
    const sent = await sendRows(job, source, connection.client, run, results);
    return await finishRun(job, source, check.rows, sent);
  } finally {
    reporter.rest();
    await source.close();
  }
}

/** The identity of a run, by which its journal knows it. */
export function inputIdFor(
  sha256: string,
  { options }: Pick<SendJob, "options">,
  source: Source,
  { sender }: Connection,
): string {
  const { template, phoneColumn, signId, encoding, separator, numberCheck } = options;
  return inputIdOf(sha256, {
    template,
    phoneColumn,
    signId,
    format: source.format,
    encoding,
    separator,
    checkNumber: numberCheck,
    sender,
  });
}
