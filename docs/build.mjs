// Makes the documentation, without any network:
//   node docs/build.mjs [--out DIR] [--guides DIR] [--only references|guides|typescript]
// Default: all of it, to docs/site/, with the guides of docs/. `--only` renews one part of a site that is there.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkSite } from "./theme/checkSite.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Each loads what it needs, and returns what it has to complain about. */
const parts = {
  references: async (out) => (await import("./theme/references.mjs")).buildReferences(out),
  guides: async (out, folder) => {
    const { buildGuides } = await import("./theme/guides.mjs");
    const { buildStartPage } = await import("./theme/startPage.mjs");
    const { description } = JSON.parse(readFileSync(path("../package.json"), "utf8"));
    buildStartPage(out, { guides: buildGuides(out, folder), description });
  },
  typescript: async (out) => (await import("./theme/typescriptPages.mjs")).buildTypescriptPages(out),
};

const { values } = parseArgs({
  options: {
    out: { type: "string", default: path("site") },
    guides: { type: "string", default: path(".") },
    only: { type: "string" },
  },
});
if (values.only !== undefined && !Object.hasOwn(parts, values.only)) {
  throw new Error(`--only takes ${Object.keys(parts).join(", ")}; it was ${values.only}`);
}
const out = resolve(values.out);

// Made aside and put in place when it is whole, so that a failure leaves the former site alone.
const work = mkdtempSync(join(tmpdir(), "smn-sms-site-"));
try {
  if (values.only && existsSync(out)) cpSync(out, work, { recursive: true });
  const problems = [];
  for (const part of values.only ? [values.only] : Object.keys(parts)) {
    problems.push(...((await parts[part](work, resolve(values.guides))) ?? []));
  }
  problems.push(...checkSite(work));
  rmSync(out, { recursive: true, force: true });
  cpSync(work, out, { recursive: true });
  report(problems);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function report(problems) {
  if (problems.length === 0) return process.stdout.write(`The documentation is in ${out}\n`);
  process.stderr.write(`${problems.join("\n")}\n${problems.length} problem(s) in the documentation\n`);
  process.exitCode = 1;
}
