// Makes the documentation:
//   node docs/build.mjs [--out DIR] [--guides DIR] [--only references|guides|typescript]
// Default: all of it, to docs/site/, with the guides of docs/. `--only` renews one part of a site that is there.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildSite } from "./buildSite.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: "string", default: path("site") },
    guides: { type: "string", default: path(".") },
    only: { type: "string" },
  },
});
const out = resolve(values.out);
const problems = await buildSite(out, resolve(values.guides), values.only);
if (problems.length === 0) console.log(`The documentation is in ${out}`);
else {
  console.error(`${problems.join("\n")}\n${problems.length} problem(s) in the documentation`);
  process.exitCode = 1;
}
