// npm run simulate -- --seeds N --from S: runs seeds on all cores, and prints those that break a law. A seed that is
// printed breaks it again: npm run simulate -- --from SEED --seeds 1
// --store ledger simulates many machines with one ledger instead of a run with a file: its statements go to a PostgreSQL
// that is started for it. --sabotage NAME puts a fault of ledger/sabotage.ts into it, which it must find.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { build } from "esbuild";

/** The module for each store, and what it exports. */
const STORES = new Map([
  ["file", { module: "simulate.ts", name: "simulate", chunk: 200 }],
  ["ledger", { module: "ledger/simulateLedger.ts", name: "simulateLedger", chunk: 20 }],
]);
const root = fileURLToPath(new URL("../..", import.meta.url));

if (isMainThread) await main();
else await work(workerData);

async function main() {
  const { values } = parseArgs({
    options: {
      store: { type: "string", default: "file" }, // or "ledger"
      sabotage: { type: "string" },
      seeds: { type: "string", default: "10000" },
      from: { type: "string", default: "1" },
      workers: { type: "string", default: String(availableParallelism()) },
      trace: { type: "boolean", default: false }, // tells everything that happens in the first seed
      stop: { type: "boolean", default: false }, // at the first seed that fails
    },
  });
  const [from, seeds, workers] = [values.from, values.seeds, values.workers].map(Number);
  if (!STORES.has(values.store)) throw new Error(`--store is one of: ${[...STORES.keys()].join(", ")}`);
  const folder = join(root, `.cache/simulation-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const { module, name, chunk } = STORES.get(values.store);
  const bundle = join(folder, "simulate.mjs");
  try {
    // PostgreSQL is started by it, from beside the bundle.
    copyFileSync(join(root, "test/ledger/guardian.mjs"), join(folder, "guardian.mjs"));
    await build({
      entryPoints: [join(root, "test/simulation", module)],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "error",
    });
    if (values.trace) await (await import(pathToFileURL(bundle).href))[name](from, console.log);
    else {
      const program = { bundle, name, sabotage: values.sabotage };
      const end = from + seeds;
      process.exitCode = await runAll({ from, end, workers, program, chunk, stopsEarly: values.stop });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Hands chunks of seeds to the workers. */
async function runAll({ from, end, workers, program, chunk, stopsEarly }) {
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
          const worker = new Worker(fileURLToPath(import.meta.url), { workerData: program });
          const give = () => {
            if (next >= end || (stopsEarly && failures.length > 0)) {
              worker.postMessage(undefined);
              return;
            }
            worker.postMessage({ from: next, to: Math.min(end, next + chunk) });
            next += chunk;
          };
          worker.on("message", (done) => {
            for (const name of Object.keys(total)) total[name] += done.total[name];
            for (const failure of done.failures) {
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

async function work({ bundle, name, sabotage }) {
  const { [name]: simulate, SABOTAGES, endSimulations } = await import(pathToFileURL(bundle).href);
  parentPort.on("message", async (chunk) => {
    if (chunk === undefined) {
      parentPort.close();
      await endSimulations?.();
      return;
    }
    const total = { seeds: 0, lives: 0, requests: 0, events: 0 };
    const failures = [];
    for (let seed = chunk.from; seed < chunk.to; seed++) {
      total.seeds++;
      try {
        const { lives, requests, events } = await simulate(seed, undefined, SABOTAGES?.[sabotage]?.());
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
