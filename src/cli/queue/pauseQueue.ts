import { CliError } from "../base/cliError.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { withLedger } from "./openQueue.js";
import type { QueueOptions, ResumeCommandOptions } from "./queueOptions.js";

/** `smn-sms queue pause`: stops the sending of all workers. */
export async function pauseQueue(
  why: string,
  { json }: QueueOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  await withLedger(environment, ({ ledger }) => ledger.pause(why));
  environment.stdout.write(
    json
      ? `${JSON.stringify({ event: "paused" })}\n`
      : "Paused. What is under way is finished and recorded.\n",
  );
  return exitCodes.ok;
}

/** `smn-sms queue resume`: lets all workers send again. */
export async function resumeQueue(
  { json, nothingWasLost }: ResumeCommandOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  await withLedger(environment, async ({ ledger }) => {
    if (!nothingWasLost && (await ledger.state()).failedOver) throw failedOver();
    await ledger.resume(nothingWasLost ? { afterFailover: "nothing was lost" } : {});
  });
  environment.stdout.write(json ? `${JSON.stringify({ event: "resumed" })}\n` : "Resumed.\n");
  return exitCodes.ok;
}

function failedOver(): CliError {
  return new CliError(
    "The database is another one than before: its workers stay stopped. Where no commit was lost, because the standby " +
      "was synchronous, say so with --nothing-was-lost. Otherwise texts may be sent twice.",
    exitCodes.stopped,
  );
}
