import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median, quantile } from "./measure.mjs";

const child = fileURLToPath(new URL("contender.mjs", import.meta.url));

/**
 * Runs every contender in turn, several times over, each in a process of its own that lives through all rounds: what
 * one loads, compiles, or leaves to the garbage collector is no matter of the others. The first rounds warm up.
 *
 * @param tasks by name of the contender, what it is to do in a round; see contender.mjs
 * @returns medians, by the same names
 */
export async function alternate({ repetitions, warmUps }, tasks) {
  const contenders = Object.entries(tasks).map(([name, task]) => ({ name, runs: [], ...start(task) }));
  for (let repetition = -warmUps; repetition < repetitions; repetition++) {
    for (const { runs, runOnce } of contenders) {
      const result = await runOnce();
      if (repetition >= 0) runs.push(result);
    }
  }
  await Promise.all(contenders.map(({ stop }) => stop()));
  return Object.fromEntries(contenders.map(({ name, runs }) => [name, summary(runs)]));
}

function start(task) {
  const process = fork(child, [JSON.stringify(task)]);
  const ended = new Promise((resolve) => process.once("exit", resolve));
  return {
    async runOnce() {
      const answer = new Promise((resolve) => process.once("message", resolve));
      process.send("run");
      const result = await Promise.race([answer, ended]);
      if (typeof result !== "object") throw new Error(`a contender failed: ${JSON.stringify(task)}`);
      return result;
    },
    async stop() {
      process.disconnect();
      await ended;
    },
  };
}

function summary(results) {
  const latencies = results.flatMap((one) => one.latencies);
  return {
    rate: median(results.map(({ rate }) => rate)),
    cpu: median(results.map(({ cpu }) => cpu)),
    ...(latencies.length > 0 && { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }),
  };
}
