// npm run bench:guide: takes .cache/bench.json, or the file that is named, and rewrites what stands between the
// markers of docs/performance*.md and, after a whole run, of the READMEs; and docs/performance.svg.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { chartOf } from "./chart.mjs";
import { partsOf, readmePart } from "./guideTables.mjs";

const root = new URL("../../", import.meta.url);
const given = process.argv[2];
const report = JSON.parse(readFileSync(given ?? new URL(".cache/bench.json", root), "utf8"));
const needed = ["batch-8", "single-1", "journal", "memory", "command", "import", "size", "breakdown"];
const missing = needed.filter((id) => report.workloads[id] === undefined);
if (missing.length > 0) throw new Error(`The run has no ${missing.join(", ")}: make one without --only.`);

for (const [file, language] of [
  ["docs/performance.md", "en"],
  ["docs/performance.zh-CN.md", "zh"],
])
  await rewrite(
    file,
    Object.entries(partsOf(report, language)).map(([name, text]) => [`bench:${name}`, text]),
  );
// The guide says of a short run that it was one; a README has no room for that.
const readmes = { "README.md": "en", "docs/README.zh-CN.md": "zh" };
for (const [file, language] of report.quick ? [] : Object.entries(readmes))
  await rewrite(file, [["bench", readmePart(report, language)]]);
writeFileSync(new URL("docs/performance.svg", root), chartOf(report.workloads));

async function rewrite(file, parts) {
  const url = new URL(file, root);
  const before = readFileSync(url, "utf8");
  let text = before;
  for (const [name, content] of parts) {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from === -1 || to < from) console.error(`${file} has no place for ${start} … ${end}`);
    else text = `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
  }
  if (text === before) return;
  const path = fileURLToPath(url);
  writeFileSync(url, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  console.log(file);
}
