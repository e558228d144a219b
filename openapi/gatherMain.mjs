import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { edit } from "./edit.mjs";

/**
 * Puts everything that the main entry loads into one file, and lets the files where it was pass it on: to find and open
 * a file takes as long as to compile a tenth of the code.
 *
 * @param outputs what esbuild says of the files, by their paths from `root`
 * @param made the folder of the package that is being made
 */
export async function gatherMain(outputs, made, root) {
  const main = join(relative(root, made), "src/index.js");
  const found = new Set([main]);
  for (const part of found)
    for (const { path, external } of outputs[part].imports) if (external !== true) found.add(path);
  // One of them holds helpers of the bundler alone, for the command.
  const parts = [...found].filter((path) => Object.keys(outputs[path].inputs).length > 0);
  const taken = new Set();
  const lists = parts.map((path) => outputs[path].exports.map((name) => [name, freeName(name, taken)]));
  const lines = parts.map((path, n) => {
    const names = lists[n].map(([name, alias]) => `${name} as ${alias}`);
    return `export { ${names.join(", ")} } from "./${path}";`;
  });
  // Each part says what it was made from, in comments that only survive as those of a licence.
  for (const path of parts)
    edit(join(root, path), (code) => code.replace(/^\/\/ (?=src\/|generated\/)/gm, "//! "));
  const core = join(made, "shared/core.js");
  await build({
    stdin: { contents: lines.join("\n"), resolveDir: root },
    outfile: core,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    charset: "ascii",
    legalComments: "inline",
    external: ["openapi-fetch"],
    logOverride: { "ignored-bare-import": "silent" },
  });
  const paths = /^\/\/ .*\/(?:shared\/\w+|src\/index)\.js\n/gm; // of the parts
  edit(core, (code) => code.replace(paths, "").replace(/^\/\/! /gm, "// "));
  parts.forEach((path, n) => {
    const names = lists[n].map(([name, alias]) => (name === alias ? name : `${alias} as ${name}`));
    const from = path === main ? "../shared/core.js" : "./core.js";
    writeFileSync(join(root, path), `export {\n  ${names.join(",\n  ")}\n} from "${from}";\n`);
  });
}

/** Two files may give different things of one name. */
function freeName(name, taken) {
  const free = taken.has(name) ? freeName(`${name}_`, taken) : name;
  taken.add(free);
  return free;
}
