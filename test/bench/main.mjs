// npm run bench [-- --quick] [-- --check]: this package and its peers, alternately, against the same loopback server.
// Absolute figures depend on the machine: read the ratios. --check fails on gross regressions only.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { batchWorkload, journalWorkload, singleWorkload } from "./workloads.mjs";
import { memoryWorkload } from "./memory.mjs";
import { commandWorkload } from "./command.mjs";
import { importWorkload } from "./imports.mjs";
import { judge, printTargets } from "./targets.mjs";

const quick = process.argv.includes("--quick");
const scale = quick
  ? { repetitions: 3, batches: 30, singles: 300 }
  : { repetitions: 9, batches: 100, singles: 2_000 };

const report = { node: process.version, cpu: cpus()[0].model, cores: cpus().length, quick, workloads: {} };
const add = async (name, work) => {
  console.log(`\n${name}`);
  report.workloads[name] = await work;
};

for (const text of quick ? ["chinese"] : ["chinese", "ascii"])
  for (const concurrency of quick ? [8] : [1, 8, 32])
    await add(
      `999 ${text} messages a request, ${concurrency} in flight`,
      batchWorkload({ ...scale, text, concurrency, latency: 0 }),
    );
if (!quick)
  await add(
    "999 chinese messages a request, 8 in flight, 20 ms latency",
    batchWorkload({ ...scale, text: "chinese", concurrency: 8, latency: 20 }),
  );
await add("with and without journal, 8 in flight", journalWorkload(scale));
for (const concurrency of quick ? [1, 8] : [1, 8, 32])
  await add(`one message a request, ${concurrency} in flight`, singleWorkload({ ...scale, concurrency }));
await add("memory", memoryWorkload(quick ? [50_000, 300_000] : [100_000, 3_000_000]));
await add("command, rows of a CSV file", commandWorkload(quick ? 100_000 : 1_000_000));
await add("cold import", importWorkload(quick ? 5 : 15));

const verdicts = judge(report.workloads);
printTargets(verdicts);
mkdirSync(new URL("../../.cache/", import.meta.url), { recursive: true });
const file = fileURLToPath(new URL("../../.cache/bench.json", import.meta.url));
writeFileSync(file, `${JSON.stringify({ ...report, verdicts }, null, 2)}\n`);
if (process.argv.includes("--check")) {
  const gross = verdicts.filter(({ gross }) => gross);
  for (const { name, value, target } of gross)
    console.error(`Gross regression: ${name} is ${value.toFixed(2)}, the target is ${target}.`);
  process.exitCode = gross.length === 0 ? 0 : 1;
}
