import { requestLimits } from "../../generated/messageRules.js";
import { invalid } from "../base/invalid.js";
import { Planner } from "../bulk/planner.js";
import { withoutThrowing } from "../bulk/runSettings.js";
import { BodyWriter } from "../messages/bodyWriter.js";
import { createExaminer } from "../messages/createExaminer.js";
import type { SmsMessage } from "../messages/types.js";
import type { LedgerJob } from "./job.js";
import { plainMessage } from "./plainMessage.js";
import { RecentNumbers } from "./recentNumbers.js";

/** How inputs become jobs. */
export interface PlanJobsOptions<T> {
  /** Names the run: the keys of its jobs begin with it and `/`, so it has none itself. */
  run: string;
  /**
   * Makes the message of an input. It must make the same of it each time. When it throws, the input becomes `invalid`.
   * Default: the input is the message.
   */
  toMessage?: ((input: T, index: number) => SmsMessage) | undefined;
}

/** A job of a run, as an engine carries it: `JSON.stringify` keeps it as it is. It holds texts and numbers. */
export interface RunJob extends LedgerJob {
  /** Names the run. */
  run: string;
  /** The position of each message among the inputs. */
  indices: readonly number[];
  /** Keys of the jobs with the earlier texts for its numbers. */
  after: readonly string[];
}

/**
 * Makes jobs for an engine of inputs of any length: at most 999 messages each, and never two for one number. A later text
 * for a number goes into a later job, with the key of the earlier one in `after`.
 *
 * Every input is in exactly one job; what cannot be sent as well, so that a worker records it as `invalid`. The same
 * inputs make the same jobs with the same keys: after a crash plan the run again from its beginning, and what was added
 * already is not added, or not sent, a second time. Never plan other inputs under the name of an old run: see
 * `ledger.beginInput`.
 *
 * Memory does not grow with the input. For that the numbers of the last half million texts are remembered: a text further
 * behind the earlier one for its number does not wait for it by `after`.
 *
 * @throws SmnError (`validation`) at once for a name that cannot be used; from the iteration what the source throws
 *
 * @example
 * ```ts
 * for await (const job of planJobs(people, { run: "codes", toMessage })) await engine.add(job.key, job);
 * ```
 */
export function planJobs<T = SmsMessage>(
  inputs: Iterable<T> | AsyncIterable<T>,
  { run, toMessage }: PlanJobsOptions<T>,
): AsyncGenerator<RunJob, void, undefined> {
  if (typeof run !== "string" || run.trim() === "" || run.includes("/"))
    throw invalid("planJobs: run must be a name without a slash. Nothing was planned.");
  return jobsOf(inputs, run, toMessage && withoutThrowing(toMessage));
}

async function* jobsOf<T>(
  inputs: Iterable<T> | AsyncIterable<T>,
  run: string,
  toMessage: ReturnType<typeof withoutThrowing<T>> | undefined,
): AsyncGenerator<RunJob, void, undefined> {
  const examine = createExaminer({});
  // By count alone: how long the texts are must not decide in which job they are. The worker keeps to the size of a body.
  const limits = { batchSize: requestLimits.maxItems, maxBodyBytes: undefined };
  const planner = new Planner<SmsMessage>(limits, () => new BodyWriter(0));
  const recent = new RecentNumbers();
  let jobs = 0;
  let index = 0;

  const nextJob = (): RunJob => {
    const batch = planner.take();
    // Not settled, but in a job that later ones wait for.
    planner.release(batch);
    const job = jobs++;
    const after = new Set<number>();
    for (const key of batch.keys) {
      const earlier = recent.jobOf(key);
      if (earlier !== undefined) after.add(earlier);
      recent.add(key, job);
    }
    const placed = batch.indices.map((at, offset) => ({ at, message: batch.inputs[offset] as SmsMessage })); // one for each
    placed.sort((a, b) => a.at - b.at);
    return {
      key: jobKey(run, job),
      run,
      indices: placed.map(({ at }) => at),
      messages: placed.map(({ message }) => message),
      after: [...after].sort((a, b) => a - b).map((earlier) => jobKey(run, earlier)),
    };
  };

  for await (const input of inputs) {
    while (planner.isFull) yield nextJob();
    const made = toMessage?.(input, index);
    const given: unknown = made === undefined ? input : "issues" in made ? undefined : made.message;
    const { message, key = `no number ${index}` } = plainMessage(examine, given);
    // Its place is all that counts here.
    planner.add(index, message, { endpoint: "", message: "", key, json: "" });
    index++;
  }
  while (!planner.isEmpty) yield nextJob();
}

/** Padded, so that keys are in the order of the jobs. */
function jobKey(run: string, place: number): string {
  return `${run}/${String(place).padStart(8, "0")}`;
}
