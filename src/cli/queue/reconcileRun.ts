import { SmnError } from "../../base/errors.js";
import { CliError } from "../base/cliError.js";
import { exitCodeOf, exitCodes, type ExitCode } from "../base/exitCode.js";
import { connect } from "../connection/connect.js";
import { collectVerdicts } from "../reconcile/collectVerdicts.js";
import { noVerdicts, reconcileText, type ReconcileEvent } from "../reconcile/reconcileText.js";
import { checkInput } from "../run/checkInput.js";
import { openCliInput } from "../run/openCliInput.js";
import type { RunJob } from "../run/runJob.js";
import { withLedger } from "./openQueue.js";
import { asSendOptions, type ReconcileRunOptions } from "./queueOptions.js";
import { runIdentity } from "./runIdentity.js";

/** One call of `smn-sms queue reconcile`. */
export interface ReconcileRunJob extends Omit<RunJob, "options"> {
  readonly options: ReconcileRunOptions;
}

/** `smn-sms queue reconcile`: settles the unknown messages of a run by the service's reports. Nothing is sent. */
export async function reconcileRun({ options, ...given }: ReconcileRunJob): Promise<ExitCode> {
  const { file, environment, reporter } = given;
  const { signal, stdout, columns } = environment;
  const { run } = options;
  const { client } = await connect(options, environment);
  const job: RunJob = { ...given, options: asSendOptions(options) };
  const input = await openCliInput(job);
  try {
    const { identity } = await checkInput(input, job.options, undefined, {
      signNames: () => undefined,
      signal,
    });
    return await withLedger(environment, async ({ ledger }) => {
      const before = await ledger.counts(`${run}/`);
      if (Object.values(before).every((count: number) => count === 0))
        throw new CliError(`The ledger has no run ${run}: smn-sms queue status shows what there is.`);
      await ledger.beginInput(run, await runIdentity(identity, options.exclude));
      const event: ReconcileEvent = { event: "reconcile", file, journal: run, ...noVerdicts() };
      const journal = await ledger.runJournal(run);
      try {
        await collectVerdicts(event, client, journal, input, options, environment);
      } catch (error) {
        if (signal.aborted)
          throw new CliError("Interrupted. Outcomes found until then are kept.", exitCodes.interrupted);
        if (!(error instanceof SmnError)) throw error;
        throw new CliError(
          `${error.message} Outcomes found until then are kept; run the command again for the rest.`,
          exitCodes.stopped,
        );
      }
      stdout.write(options.json ? `${JSON.stringify(event)}\n` : `${reconcileText(event, columns)}\n`);
      return exitCodeOf(await ledger.counts(`${run}/`));
    });
  } finally {
    reporter.rest();
    await input.close();
  }
}
