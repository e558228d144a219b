import type { CliEnvironment } from "../base/environment.js";
import type { ExitCode } from "../base/exitCode.js";
import { createReporter } from "../terminal/createReporter.js";
import { addFile } from "./addFile.js";
import type { QueueActions } from "./createQueueCommand.js";
import { migrateQueue } from "./migrateQueue.js";
import { pauseQueue, resumeQueue } from "./pauseQueue.js";
import { asSendOptions } from "./queueOptions.js";
import { queueStatus } from "./queueStatus.js";
import { reconcileRun } from "./reconcileRun.js";
import { workQueue } from "./workQueue.js";

/**
 * What the commands of `smn-sms queue` do.
 *
 * @param command the arguments as they were typed, the name of the program included
 * @param end gets how a command ended
 */
export function queueActions(
  environment: CliEnvironment,
  command: readonly string[],
  end: (code: ExitCode) => void,
): QueueActions {
  return {
    async add(file, options) {
      const reporter = createReporter(file, asSendOptions(options), environment);
      end(await addFile({ file, options, environment, reporter, command }));
    },
    async reconcile(file, options) {
      const reporter = createReporter(file, asSendOptions(options), environment);
      end(await reconcileRun({ file, options, environment, reporter, command }));
    },
    migrate: async (options) => end(await migrateQueue(options, environment)),
    work: async (options) => end(await workQueue(options, environment)),
    status: async (options) => end(await queueStatus(options, environment)),
    pause: async (why, options) => end(await pauseQueue(why, options, environment)),
    resume: async (options) => end(await resumeQueue(options, environment)),
  };
}
