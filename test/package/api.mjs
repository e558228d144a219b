// Writes down what each entry of the package exports, as types, into docs/api/: `npm run api`. With --check it writes
// nothing and fails when a report is stale. Either way, whatever users can name must have a docstring.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { readApis } from "./readApis.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
const { name, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const folder = join(root, "docs/api");
const problems = [];

// The types of ./schema are generated and checked in.
const entries = Object.entries(exports).filter(
  ([path, { default: file }]) => file?.types !== undefined && path !== "./schema",
);
const apis = readApis(
  entries.map(([, { default: file }]) => join(root, file.types)),
  join(root, "dist/types"),
);

for (const [index, api] of apis.entries()) {
  const entry = join(name, entries[index][0]);
  for (const place of api.undocumented) problems.push(`${entry}: ${place} has no docstring`);

  const file = join(folder, `${entry.replaceAll("/", "-")}.api.md`);
  const report = await format(reportOf(entry, api), { ...(await resolveConfig(file)), filepath: file });
  if (!check) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, report);
  } else if (report !== textOf(file)) {
    problems.push(`${relative(root, file)} is stale: look at what has changed with \`npm run api\``);
  }
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exitCode = 1;
}

function reportOf(entry, { exported, reached }) {
  const block = (texts) => `\`\`\`ts\n${texts.join("\n\n")}\n\`\`\`\n`;
  const hidden =
    reached.length === 0 ? "" : `\n## Not exported, but part of the types above\n\n${block(reached)}`;
  return `# API of \`${entry}\`\n\nMade by \`npm run api\`; do not edit. Generated types stand in \`generated/schema.ts\`.\n\n${block(exported)}${hidden}`;
}

function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // there is none yet: as good as stale
  }
}
