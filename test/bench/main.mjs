// npm run bench [-- --quick] [-- --only <workload>] [-- --check]: this package and its peers, alternately, against the
// same loopback server. Absolute figures depend on the machine: read the ratios. --list names the workloads, --check
// fails on gross regressions only.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { readOptions } from "./options.mjs";
import { planOf } from "./plan.mjs";
import { judge, printTargets } from "./targets.mjs";

const { quick, check, only, list, scale } = readOptions();
const plan = planOf(scale);
const unknown = only?.find((id) => !plan.some((one) => one.id === id));
if (list) for (const { id, title } of plan) console.log(`${id.padEnd(16)}${title}`);
else if (unknown !== undefined)
  throw new Error(`There is no workload ${unknown}; there are ${plan.map(({ id }) => id).join(", ")}.`);
else await measure(plan.filter(({ id, isQuick }) => (only ? only.includes(id) : isQuick || !quick)));

async function measure(chosen) {
  const start = performance.now();
  const workloads = {};
  for (const { id, title, run } of chosen) {
    console.log(`\n${id}: ${title}`);
    const began = performance.now();
    const measured = await run();
    workloads[id] = { title, seconds: secondsSince(began), ...measured };
  }
  const verdicts = judge(workloads);
  printTargets(verdicts);
  const seconds = secondsSince(start);
  console.log(`\n${seconds} s`);
  const machine = { node: process.version, cpu: cpus()[0].model, cores: cpus().length };
  const date = new Date().toISOString().slice(0, 10);
  mkdirSync(new URL("../../.cache/", import.meta.url), { recursive: true });
  // A part of a run must not pass for a run.
  const file = new URL(`../../.cache/${only ? "bench-only" : "bench"}.json`, import.meta.url);
  const report = { date, ...machine, quick, repetitions: scale.repetitions, seconds, verdicts, workloads };
  writeFileSync(fileURLToPath(file), `${JSON.stringify(report, null, 2)}\n`);
  if (check) failOnGross(verdicts);
}

function secondsSince(start) {
  return Math.round((performance.now() - start) / 1_000);
}

function failOnGross(verdicts) {
  const gross = verdicts.filter((verdict) => verdict.gross);
  for (const { name, value, target } of gross)
    console.error(`Gross regression: ${name} is ${value.toFixed(2)}, the target is ${target}.`);
  process.exitCode = gross.length === 0 ? 0 : 1;
}
