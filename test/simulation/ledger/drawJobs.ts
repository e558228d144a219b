import { planJobs, type LedgerJob } from "../../../src/ledger/index.js";
import type { Random } from "../random.js";
import type { Stage } from "../stage.js";

/** Jobs of all inputs of a plan, for one run. */
export async function drawJobs(
  { plan, world }: Stage,
  random: Random,
  run: string,
  skewMs: number,
): Promise<LedgerJob[]> {
  const messages = plan.inputs.map(({ message }) => message);
  const jobs: LedgerJob[] = [];
  if (random.chance(0.4)) for await (const job of planJobs(messages, { run })) jobs.push(job);
  else
    for (let from = 0; from < messages.length;) {
      const to = from + random.whole(1, random.pick([1, 3, 8]));
      const part = messages.slice(from, to);
      const earlier = jobs.length > 0 && random.chance(0.2) ? [random.pick(jobs).key] : [];
      jobs.push({
        key: `${run}/${String(jobs.length).padStart(8, "0")}`,
        run,
        messages: part,
        indices: part.map((_, place) => from + place),
        after: earlier,
      });
      from = to;
    }
  if (random.chance(0.3))
    for (const job of jobs)
      if (random.chance(0.3)) job.notAfter = new Date(world.now + skewMs + random.whole(-1_000, 120_000));
  return jobs;
}
