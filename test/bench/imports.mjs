import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./measure.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const BARE = "openapi-fetch, node:https, node:crypto";
const MODULES = {
  [BARE]: ["openapi-fetch", "node:https", "node:crypto"],
  "smn-sms": ["./dist/index.mjs"],
};

/** Time of the first import in a new process, in ms. Its start is left out: it is longer than what is measured. */
export async function importWorkload(repetitions) {
  const times = Object.fromEntries(Object.keys(MODULES).map((name) => [name, []]));
  for (let repetition = -1; repetition < repetitions; repetition++) {
    for (const [name, modules] of Object.entries(MODULES)) {
      const ms = timeOf(modules);
      if (repetition >= 0) times[name].push(ms);
    }
  }
  const ms = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
  for (const [name, value] of Object.entries(ms)) console.log(`${name}: ${value.toFixed(1)} ms`);
  return { ms, ratio: ms["smn-sms"] / ms[BARE] };
}

function timeOf(modules) {
  const imports = modules.map((name) => `await import(${JSON.stringify(name)});`).join(" ");
  const code = `const start = performance.now(); ${imports} console.log(performance.now() - start);`;
  const args = ["--input-type=module", "-e", code];
  return Number(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }));
}
