import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./measure.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const CODE = {
  nothing: "",
  "openapi-fetch, node:https, node:crypto":
    'import "openapi-fetch"; import "node:https"; import "node:crypto";',
  "smn-sms": 'import "./dist/src/index.js";',
};

/** Time of a whole process that imports and ends, in ms above an empty one. */
export async function importWorkload(repetitions) {
  const times = Object.fromEntries(Object.keys(CODE).map((name) => [name, []]));
  for (let repetition = -1; repetition < repetitions; repetition++) {
    for (const [name, code] of Object.entries(CODE)) {
      const start = performance.now();
      execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: root });
      if (repetition >= 0) times[name].push(performance.now() - start);
    }
  }
  const empty = median(times.nothing);
  const result = Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, median(values) - empty]),
  );
  for (const [name, ms] of Object.entries(result)) console.log(`${name}: ${ms.toFixed(1)} ms`);
  return result;
}
