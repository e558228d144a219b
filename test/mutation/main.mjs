// npm run test:mutation [-- src/http/judge.ts src/bulk …]: changes the files in which the two laws are kept (or those
// named) in every place, one change (a "mutant") at a time, runs the tests of the file, and shows the changes that no
// test notices. At least 92 % of each file's must be noticed. Those that change nothing anybody could notice are
// listed in equivalents.json, each with its reason, and do not count. Figures are kept in .cache/mutation/scores.json.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Stryker } from "@stryker-mutator/core";
import { Equivalents } from "./equivalents.mjs";
import { testsOf } from "./testsOf.mjs";

const LEAST = 92;
const LAW_ROOMS = ["journal", "bulk", "reconcile", "http", "messages", "auth"].map((room) => `src/${room}`);
const NOTICED = new Set(["Killed", "Timeout", "CompileError", "RuntimeError"]);
const SCORES = ".cache/mutation/scores.json";

process.chdir(fileURLToPath(new URL("../..", import.meta.url)));
mkdirSync(".cache/mutation", { recursive: true });
const named = process.argv.slice(2);
for (const file of (named.length > 0 ? named : LAW_ROOMS).flatMap(filesOf)) await examine(file);

function filesOf(path) {
  if (/\.ts(:[\d:-]+)?$/.test(path)) return [relative(".", path)];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(path, name));
}

/** `part` is a file, or some lines of one: `src/http/judge.ts:20-30`. */
async function examine(part) {
  const [file] = part.split(":");
  const isWhole = file === part;
  process.env.MUTATION_TESTS = testsOf(file).join(" ");
  const stryker = new Stryker({
    configFile: "test/mutation/stryker.config.mjs",
    mutate: [part],
    tempDirName: `.cache/mutation/sandbox-${process.pid}`,
  });
  const equivalents = new Equivalents(file);
  const mutants = await stryker.runMutationTest();
  const survivors = mutants.filter(
    (mutant) => !NOTICED.has(mutant.status) && mutant.status !== "Ignored" && !equivalents.has(mutant),
  );
  const total = mutants.filter(({ status }) => status !== "Ignored").length - equivalents.found;
  const percent = total === 0 ? 100 : (100 * (total - survivors.length)) / total;
  const note = equivalents.found === 0 ? "" : `, and ${equivalents.found} that change nothing`;
  console.log(`${part}: ${total - survivors.length} of ${total} (${percent.toFixed(1)} %)${note}`);
  for (const mutant of survivors) console.log(`  ${equivalents.show(mutant)}`);
  const unused = isWhole ? equivalents.unused : [];
  for (const entry of unused) console.log(`  listed as equivalent, but not found: ${JSON.stringify(entry)}`);
  if (percent < LEAST || unused.length > 0) process.exitCode = 1;
  if (isWhole) keep(file, { noticed: total - survivors.length, total, equivalent: equivalents.found });
}

function keep(file, score) {
  let scores = {};
  try {
    scores = JSON.parse(readFileSync(SCORES, "utf8"));
  } catch {
    // The first run.
  }
  scores[file] = score;
  writeFileSync(SCORES, `${JSON.stringify(scores, undefined, 2)}\n`);
}
