import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { wrap } from "../terminal/format.js";
import { withQueue } from "./openQueue.js";
import type { QueueOptions, ResumeCommandOptions } from "./queueOptions.js";

/** `smn-sms queue pause`: stops the sending of all workers. */
export async function pauseQueue(
  why: string,
  { json }: QueueOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  await withQueue(environment, "use", ({ ledger }) => ledger.pause(why));
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
  const state = await withQueue(environment, "use", async ({ ledger }) => {
    await ledger.resume(nothingWasLost ? { afterFailover: "nothing was lost" } : {});
    return ledger.state();
  });
  const text = state.failedOver
    ? "The database is another one than before: its workers stay stopped. Where no commit was lost, because the standby " +
      "was synchronous, say so with --nothing-was-lost. Otherwise texts may be sent twice."
    : "Resumed.";
  environment.stdout.write(
    json
      ? `${JSON.stringify({ event: "resumed", failed_over: state.failedOver })}\n`
      : `${wrap(text, environment.columns)}\n`,
  );
  return state.failedOver ? exitCodes.stopped : exitCodes.ok;
}
