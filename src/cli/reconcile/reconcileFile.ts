import type { FileJournal } from "../../journal/openJournal.js";
import { reconcile } from "../../reconcile/reconcile.js";
import type { SmsClient } from "../../createSmsClient.js";
import { SmnError } from "../../base/errors.js";
import type { SmsMessage } from "../../messages/types.js";
import { checkSource } from "../checkSource.js";
import { CliError } from "../cliError.js";
import { connect } from "../connect.js";
import type { CliEnvironment } from "../environment.js";
import { exitCodes, type ExitCode } from "../exitCode.js";
import { finishRun } from "../finishRun.js";
import { exists, openRunJournal } from "../openRun.js";
import { openSource, type Source } from "../openSource.js";
import { createReporter } from "../report/createReporter.js";
import { counted } from "../report/format.js";
import { inputIdFor, type SendJob } from "../sendFile.js";
import type { SendOptions } from "../sendOptions.js";
import { sendCommand } from "./sendCommand.js";
import { noVerdicts, reconcileText, type ReconcileEvent } from "./reconcileText.js";

/** The options of `smn-sms reconcile` as commander hands them over. */
export interface ReconcileCommandOptions extends Omit<SendOptions, "concurrency"> {
  /** Milliseconds. */
  readonly settle: number;
  readonly textSigns?: readonly string[];
}

export interface ReconcileJob {
  readonly file: string;
  readonly options: ReconcileCommandOptions;
  readonly environment: CliEnvironment;
  /** The arguments as they were typed, the name of the program included. */
  readonly command: readonly string[];
}

/**
 * `smn-sms reconcile`: settles by the service's reports what a run left unknown, and writes the results anew.
 *
 * @throws CliError for everything that is wrong before, and for reports that cannot be had
 */
export async function reconcileFile({
  file,
  options,
  environment,
  command,
}: ReconcileJob): Promise<ExitCode> {
  // A run that sends nothing.
  const sendOptions: SendOptions = { ...options, concurrency: 1 };
  const reporter = createReporter(file, sendOptions, environment);
  const job: SendJob = { file, options: sendOptions, environment, reporter, command: sendCommand(command) };
  const connection = await connect(sendOptions, environment);
  const source = await openSource(job);
  try {
    await checkJournal(source);
    const { check, sha256 } = await checkSource(source, undefined, environment.signal);
    const journal = await openRunJournal(source, inputIdFor(sha256, job, source, connection));
    const event = await settleUnknown(source, journal, connection.client, options, environment);
    if (options.json) environment.stdout.write(`${JSON.stringify(event)}\n`);
    else {
      const output = source.resultsPath === undefined ? environment.stderr : environment.stdout;
      output.write(`${reconcileText(event, environment.columns)}\n`);
    }
    return await finishRun(job, source, check.rows);
  } finally {
    reporter.rest();
    await source.close();
  }
}

async function checkJournal({ keepsJournal, journalPath }: Source): Promise<void> {
  if (keepsJournal && (await exists(journalPath))) return;
  const name = keepsJournal ? `journal ${journalPath}` : "journal of standard input";
  throw new CliError(`There is no ${name}, so it is not known what was sent. Name it with --journal.`);
}

/** Reads the reports, and closes the journal. */
async function settleUnknown(
  source: Source,
  journal: FileJournal,
  client: SmsClient,
  { settle, textSigns }: ReconcileCommandOptions,
  { clock, signal, stderr }: CliEnvironment,
): Promise<ReconcileEvent> {
  const event: ReconcileEvent = {
    event: "reconcile",
    file: source.name,
    journal: source.journalPath,
    ...noVerdicts(),
  };
  const { unknown, intended } = journal.counts;
  if (unknown + intended > 0)
    stderr.write(`Asking for reports on ${counted(unknown + intended, "message")}.\n`);
  try {
    const verdicts = reconcile(client, journal, messages(source), {
      toMessage: (message) => {
        if (message === undefined) throw new Error("not a message");
        return message;
      },
      settleMs: settle,
      ...(textSigns === undefined ? {} : { sign_ids: textSigns }),
      signal,
      clock,
    });
    for await (const verdict of verdicts) {
      event.checked++;
      event[verdict.status]++;
      if (verdict.status === "unknown")
        event.reasons[verdict.reason] = (event.reasons[verdict.reason] ?? 0) + 1;
    }
  } catch (error) {
    throw failed(error, signal);
  } finally {
    await journal.close();
  }
  return event;
}

async function* messages({ table, reader }: Source): AsyncGenerator<SmsMessage | undefined> {
  for await (const rows of table.batches())
    for (const row of rows) {
      const built = reader.build(row);
      yield "issues" in built ? undefined : built.message;
    }
}

function failed(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted)
    return new CliError(
      "Interrupted. Nothing was sent; what was found by then is kept.",
      exitCodes.interrupted,
    );
  if (!(error instanceof SmnError)) return error;
  const what = error.code === "journal" ? "" : "The reports could not be read. ";
  return new CliError(
    `${what}${error.message} What was not found by then is as it was; run the command again.`,
    exitCodes.stopped,
  );
}
