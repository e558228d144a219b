// Uses the published document, the sandbox and the vectors from other languages, the way the guide tells. Run by
// `npm run test:interop`; `npm run test:interop -- go rust` runs these two only. Every part has a folder here; work
// copies, toolchains' downloads and generated clients go to .cache/interop.
import * as document from "./document/run.mjs";
import * as go from "./go/run.mjs";
import * as heyApi from "./hey-api/run.mjs";
import * as java from "./java/run.mjs";
import * as kotlin from "./kotlin/run.mjs";
import * as python from "./python/run.mjs";
import * as rust from "./rust/run.mjs";
import * as sandbox from "./sandbox/run.mjs";
import * as schemathesis from "./schemathesis/run.mjs";
import * as signer from "./signer/run.mjs";
import { checkGuides } from "./guide.mjs";
import { missingTools } from "./tools.mjs";
import * as typescriptAxios from "./typescript-axios/run.mjs";
import * as vendorNode from "./vendor-node/run.mjs";
import * as vendorPython from "./vendor-python/run.mjs";
import { createWorkspace } from "./workspace.mjs";

const parts = {
  sandbox,
  signer,
  "vendor-node": vendorNode,
  "vendor-python": vendorPython,
  python,
  go,
  java,
  kotlin,
  rust,
  "hey-api": heyApi,
  "typescript-axios": typescriptAxios,
  schemathesis,
  document,
};

const wanted = process.argv.slice(2);
const strangers = wanted.filter((name) => !(name in parts));
if (strangers.length > 0) {
  console.error(`There is no part ${strangers.join(", ")}; there are ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}

const start = Date.now();
const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;
const failed = [];
const skipped = [];
checkGuides();
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) await runPart(name, parts[name]);
console.log(
  `\n${failed.length === 0 ? "Every part passed" : `Failed: ${failed.join(", ")}`}, ${seconds(start)}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function summary() {
  if (failed.length > 0) return `Failed: ${failed.join(", ")}`;
  return skipped.length > 0 ? `Nothing failed, skipped: ${skipped.join(", ")}` : "Every part passed";
}

async function runPart(name, { tools, run }) {
  const missing = missingTools(tools);
  if (missing.length > 0) {
    const isRequired = process.env.CI === "true";
    console.log(`${isRequired ? "FAIL" : "SKIP"} ${name}: needs ${missing.join(" and ")}`);
    (isRequired ? failed : skipped).push(name);
    return;
  }
  const since = Date.now();
  let workspace;
  try {
    workspace = await createWorkspace(name);
    const checks = await run(workspace);
    console.log(`PASS ${name}: ${checks.join(", ")} (${seconds(since)})`);
  } catch (error) {
    failed.push(name);
    console.log(`FAIL ${name} (${seconds(since)}): ${error.message}`);
  } finally {
    await workspace?.close();
  }
}
