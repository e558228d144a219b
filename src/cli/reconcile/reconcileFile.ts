import type { SmsClient } from "../../createSmsClient.js";
import { SmnError } from "../../base/errors.js";
import { checkInput } from "../run/checkInput.js";
import { CliError } from "../base/cliError.js";
import { connect } from "../connection/connect.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { checkResults } from "../run/checkResults.js";
import { finishRun } from "../run/finishRun.js";
import { journalExtent } from "../run/journalExtent.js";
import { openRunJournal } from "../run/openRunJournal.js";
import type { CliInput } from "../run/cliInput.js";
import type { InputIdentity } from "../run/inputId.js";
import { openCliInput } from "../run/openCliInput.js";
import { createReporter } from "../terminal/createReporter.js";
import { counted } from "../terminal/format.js";
import { openResults } from "../run/openResults.js";
import type { RunJob } from "../run/runJob.js";
import type { SendOptions } from "../options/sendOptions.js";
import { collectVerdicts, type VerdictOptions } from "./collectVerdicts.js";
import { sendCommand } from "./sendCommand.js";
import { noVerdicts, reconcileText, type ReconcileEvent } from "./reconcileText.js";

/** The options of `smn-sms reconcile` as commander hands them over. */
export interface ReconcileCommandOptions extends Omit<SendOptions, "concurrency">, VerdictOptions {}

export interface ReconcileJob {
  readonly file: string;
  readonly options: ReconcileCommandOptions;
  readonly environment: CliEnvironment;
  /** The arguments as they were typed, the name of the program included. */
  readonly command: readonly string[];
}

/**
 * `smn-sms reconcile`: settles unknown messages by the service's reports, and writes the results again.
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
  const job: RunJob = { file, options: sendOptions, environment, reporter, command: sendCommand(command) };
  const connection = await connect(sendOptions, environment);
  const input = await openCliInput(job);
  try {
    await checkJournal(input);
    const { identity } = await checkInput(input, sendOptions, connection, {
      signNames: () => undefined,
      signal: environment.signal,
    });
    if (input.earlierResults.length > 0)
      await checkResults(input.table, input.journalPath, [input.resultsPath], {
        what: "The results were not changed.",
      });
    const target = await openResults(input.resultsPath, environment.stdout);
    const { event, runId } = await settleUnknown(
      input,
      identity,
      connection.client,
      options,
      environment,
    ).catch(async (error: unknown) => {
      await target.discard();
      throw error;
    });
    if (options.json) environment.stdout.write(`${JSON.stringify(event)}\n`);
    else {
      const output = input.resultsPath === undefined ? environment.stderr : environment.stdout;
      output.write(`${reconcileText(event, environment.columns)}\n`);
    }
    return await finishRun(job, input, target, { runId });
  } finally {
    reporter.rest();
    await input.close();
  }
}

async function checkJournal({ keepsJournal, journalPath }: CliInput): Promise<void> {
  if (keepsJournal && (await journalExtent(journalPath)) !== "none") return;
  const name = keepsJournal ? `journal ${journalPath}` : "journal of standard input";
  throw new CliError(
    `There is no ${name}, or it is empty, so it is not known which messages were sent. Name it with --journal.`,
  );
}

/** Reads the reports, and closes the journal. */
async function settleUnknown(
  input: CliInput,
  identity: InputIdentity,
  client: SmsClient,
  options: ReconcileCommandOptions,
  environment: CliEnvironment,
): Promise<{ readonly event: ReconcileEvent; readonly runId: string }> {
  const journal = await openRunJournal(input, identity, { client, signal: environment.signal });
  const event: ReconcileEvent = {
    event: "reconcile",
    file: input.name,
    journal: input.journalPath,
    ...noVerdicts(),
  };
  const { unknown, intended } = journal.counts;
  if (unknown + intended > 0)
    environment.stderr.write(`Asking for reports on ${counted(unknown + intended, "message")}.\n`);
  try {
    await collectVerdicts(event, client, journal, input, options, environment);
    await journal.close();
  } catch (error) {
    await journal.close().catch(() => undefined); // what failed before says more
    throw failed(error, environment.signal);
  }
  return { event, runId: journal.runId };
}

function failed(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted)
    return new CliError(
      "Interrupted. Nothing was sent; outcomes found until then are kept.",
      exitCodes.interrupted,
    );
  if (!(error instanceof SmnError)) return error;
  if (error.reason === "lost") return new CliError(error.message, exitCodes.stopped);
  const what = error.code === "journal" ? "" : "The reports could not be read. ";
  return new CliError(
    `${what}${error.message} Outcomes found until then are kept; run the command again for the rest.`,
    exitCodes.stopped,
  );
}
