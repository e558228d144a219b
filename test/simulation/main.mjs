// npm run simulate -- --seeds N --from S: runs seeds on all cores, and prints those that break a law. A seed that is
// printed breaks it again: npm run simulate -- --from SEED --seeds 1
import { mkdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { build } from "esbuild";

const CHUNK = 200;
const root = fileURLToPath(new URL("../..", import.meta.url));

if (isMainThread) await main();
else await work(workerData);

async function main() {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "10000" },
      from: { type: "string", default: "1" },
      workers: { type: "string", default: String(availableParallelism()) },
      trace: { type: "boolean", default: false }, // tells everything that happens in the first seed
      stop: { type: "boolean", default: false }, // at the first seed that fails
    },
  });
  const [from, seeds, workers] = [values.from, values.seeds, values.workers].map(Number);
  const folder = join(root, `.cache/simulation-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const bundle = join(folder, "simulate.mjs");
  try {
    await build({
      entryPoints: [join(root, "test/simulation/simulate.ts")],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "error",
    });
    if (values.trace) await (await import(pathToFileURL(bundle).href)).simulate(from, console.log);
    else
      process.exitCode = await runAll({ from, end: from + seeds, workers, bundle, stopsEarly: values.stop });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Hands chunks of seeds to the workers. */
async function runAll({ from, end, workers, bundle, stopsEarly }) {
  let next = from;
  const total = { seeds: 0, lives: 0, requests: 0, events: 0 };
  const failures = [];
  const startedAt = Date.now();
  let reportedAt = startedAt;
  await Promise.all(
    Array.from(
      { length: workers },
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(fileURLToPath(import.meta.url), { workerData: bundle });
          const give = () => {
            if (next >= end || (stopsEarly && failures.length > 0)) {
              worker.postMessage(undefined);
              return;
            }
            worker.postMessage({ from: next, to: Math.min(end, next + CHUNK) });
            next += CHUNK;
          };
          worker.on("message", (chunk) => {
            for (const name of Object.keys(total)) total[name] += chunk.total[name];
            for (const failure of chunk.failures) {
              failures.push(failure);
              if (failures.length <= 20) console.log(`seed ${failure.seed}: ${failure.message}`);
            }
            if (Date.now() - reportedAt > 30_000) {
              reportedAt = Date.now();
              console.log(`… ${total.seeds} seeds, ${failures.length} violations`);
            }
            give();
          });
          worker.on("error", reject);
          worker.on("exit", resolve);
          give();
        }),
    ),
  );
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  console.log(
    `${total.seeds} seeds from ${from}: ${total.lives} lives, ${total.requests} requests, ${total.events} events ` +
      `in ${seconds} s; ${failures.length} violations`,
  );
  return failures.length === 0 ? 0 : 1;
}

async function work(bundle) {
  const { simulate } = await import(pathToFileURL(bundle).href);
  parentPort.on("message", async (chunk) => {
    if (chunk === undefined) {
      parentPort.close();
      return;
    }
    const total = { seeds: 0, lives: 0, requests: 0, events: 0 };
    const failures = [];
    for (let seed = chunk.from; seed < chunk.to; seed++) {
      total.seeds++;
      try {
        const { lives, requests, events } = await simulate(seed);
        total.lives += lives;
        total.requests += requests;
        total.events += events;
      } catch (error) {
        failures.push({ seed, message: process.env.SIM_STACK ? error.stack : String(error) });
      }
    }
    parentPort.postMessage({ total, failures });
  });
}
