import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { QUEUE, QUEUE_OPTIONS } from "./engine.js";
import { withQueue } from "./openQueue.js";
import type { QueueOptions } from "./queueOptions.js";

/** `smn-sms queue migrate`: makes the tables of ledger and engine, or brings them up to date. */
export async function migrateQueue({ json }: QueueOptions, environment: CliEnvironment): Promise<ExitCode> {
  await withQueue(environment, "migrate", async ({ ledger, boss }) => {
    await ledger.migrate();
    if ((await boss.getQueue(QUEUE)) === null) await boss.createQueue(QUEUE, QUEUE_OPTIONS);
    else await boss.updateQueue(QUEUE, QUEUE_OPTIONS);
  });
  environment.stdout.write(
    json
      ? `${JSON.stringify({ event: "migrated" })}\n`
      : "The database has the tables of queue and ledger.\n",
  );
  return exitCodes.ok;
}
