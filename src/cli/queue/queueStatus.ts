import type { LedgerCounts } from "../../ledger/records.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import { counted, fitted, formatDuration } from "../terminal/format.js";
import { countsText } from "./countsText.js";
import { jobId, livingJobs } from "./engine.js";
import { inCommands } from "./inCommands.js";
import { engineJobs, type EngineJobs } from "./engineJobs.js";
import { withQueue, type OpenQueue } from "./openQueue.js";
import type { StatusOptions } from "./queueOptions.js";

/** Jobs that are looked up at once. */
const AT_ONCE = 1_000;

/** `smn-sms queue status`: how far the runs are, what waits, and what an operator should know. */
export async function queueStatus(
  { run, json }: StatusOptions,
  environment: CliEnvironment,
): Promise<ExitCode> {
  const prefix = run === undefined ? "" : `${run}/`;
  const status = await withQueue(environment, "use", async (queue) => {
    const { ledger } = queue;
    const [messages, { paused, requestsPerSecond, slowedTo, failedOver }, { warnings }] = [
      await ledger.counts(prefix),
      await ledger.state(),
      await ledger.check(),
    ];
    return {
      run: run ?? null,
      messages,
      jobs: await engineJobs(queue.pool),
      forgotten: await forgottenJobs(queue, prefix),
      paused: paused === undefined ? null : { until: paused.until?.toISOString() ?? null, why: paused.why },
      requests_per_second: requestsPerSecond ?? null,
      slowed_to: slowedTo ?? null,
      failed_over: failedOver,
      warnings: warnings.map(inCommands),
    };
  });
  environment.stdout.write(
    json
      ? `${JSON.stringify({ event: "status", ...status })}\n`
      : `${statusText(status, environment.columns)}\n`,
  );
  return exitCodes.ok;
}

interface Status {
  readonly run: string | null;
  readonly messages: LedgerCounts;
  readonly jobs: EngineJobs;
  readonly forgotten: { readonly jobs: number; readonly runs: readonly string[] };
  readonly paused: { readonly until: string | null; readonly why: string } | null;
  readonly requests_per_second: number | null;
  readonly failed_over: boolean;
  readonly warnings: readonly string[];
}

/** What the ledger has planned and the engine does not deliver any more: only its file has the texts. */
async function forgottenJobs({ ledger, pool }: OpenQueue, prefix: string): Promise<Status["forgotten"]> {
  const runs = new Set<string>();
  let jobs = 0;
  let keys: { key: string; run?: string | undefined }[] = [];
  const look = async (): Promise<void> => {
    const living = await livingJobs(
      pool,
      keys.map(({ key }) => jobId(key)),
    );
    for (const { key, run } of keys) {
      if (living.has(jobId(key))) continue;
      jobs++;
      runs.add(run ?? key);
    }
    keys = [];
  };
  for await (const { key, run } of ledger.pending(prefix)) {
    keys.push({ key, run });
    if (keys.length === AT_ONCE) await look();
  }
  await look();
  return { jobs, runs: [...runs] };
}

function statusText(status: Status, columns: number): string {
  const { run, messages, jobs, forgotten, paused, requests_per_second, failed_over, warnings } = status;
  const lines = [`${run === null ? "All messages" : `Run ${run}`}: ${countsText({ ...messages })}`];
  const oldest =
    jobs.oldest_seconds === null ? "" : `, the oldest since ${formatDuration(jobs.oldest_seconds)}`;
  lines.push(`Jobs in the queue: ${countsText({ waiting: jobs.waiting, active: jobs.active })}${oldest}`);
  if (requests_per_second !== null) lines.push(`At most ${requests_per_second} requests per second`);
  if (paused !== null)
    lines.push(
      `PAUSED${paused.until === null ? " until smn-sms queue resume" : ` until ${paused.until}`}: ${paused.why}`,
    );
  if (failed_over)
    lines.push("STOPPED: the database is another one than before, see smn-sms queue resume --help");
  if (forgotten.jobs > 0)
    lines.push(
      `${counted(forgotten.jobs, "job")} of ${forgotten.runs.slice(0, 5).join(", ")} ${forgotten.jobs === 1 ? "is" : "are"} planned, and no more ` +
        "in the queue. Add the file again under the same name: only what is missing is added.",
    );
  lines.push(...warnings);
  return fitted(lines, columns);
}
