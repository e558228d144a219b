// Makes dist/: the declarations of what can be imported, and its code in few files, each module in one of them only.
// What several entries need is in dist/shared/, so that the main entry loads nothing of the sandbox and the command
// repeats nothing; what the main entry loads is in one file of them. The command holds its own libraries: installing the
// package installs nothing but openapi-fetch.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import ts from "typescript";
import { edit } from "./edit.mjs";
import { gatherMain } from "./gatherMain.mjs";
import { withoutFacades } from "./withoutFacades.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
// Made aside and put in place when it is whole.
const work = join(root, `.cache/build-${process.pid}`);
const made = join(work, "dist");
const declared = join(work, "declared");

const ENTRIES = ["src/index", "src/mock/index", "src/mock/msw", "generated/schema"];
const COMMAND = "cli/smn-sms";
const VALIDATORS = "generated/validators.ts"; // gets a file of its own: nobody reads it, so it is written small

try {
  const tsc = require.resolve("typescript/bin/tsc");
  const options = ["-p", "tsconfig.json", "--emitDeclarationOnly", "--outDir", declared];
  execFileSync(process.execPath, [tsc, ...options], { cwd: root, stdio: "inherit" });

  const { metafile } = await build({
    entryPoints: {
      ...Object.fromEntries(ENTRIES.map((name) => [name, `${name}.ts`])),
      [COMMAND]: "src/cli/main.ts",
      apart: VALIDATORS,
    },
    outdir: made,
    chunkNames: "shared/[hash]",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    charset: "ascii", // one character beyond Latin-1 makes the engine read the whole file at half the speed
    legalComments: "none",
    external: ["openapi-fetch", "msw"],
    metafile: true,
    absWorkingDir: root,
    plugins: [{ name: "document", setup: ({ onLoad }) => onLoad({ filter: /\bopenapi\.json$/ }, document) }],
  });
  for (const path of Object.keys(metafile.outputs)) edit(join(root, path), withoutFacades);
  rmSync(join(made, "apart.js")); // only passes the shared file on
  await gatherMain(metafile.outputs, made, root);
  await minify(join(made, `${COMMAND}.js`));
  for (const [path, { inputs }] of Object.entries(metafile.outputs))
    if (path.includes("/shared/")) {
      if (Object.keys(inputs).join() === VALIDATORS) await minify(join(root, path));
      giveRequire(join(root, path));
    }
  chmodSync(join(made, `${COMMAND}.js`), 0o755);
  for (const name of declarationsOf(ENTRIES.map((entry) => `${entry}.d.ts`)))
    copy(join(declared, name), name);
  for (const name of ["openapi.json", "openapi-3.0.json"])
    writeFileSync(join(made, "generated", name), JSON.stringify(readJson(join(root, "generated", name))));
  writeFileSync(join(made, "cli/LICENSES.txt"), licenses(Object.keys(metafile.inputs)));

  const dist = join(root, "dist");
  if (existsSync(dist)) renameSync(dist, join(work, "old"));
  renameSync(made, dist);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The document for the sandbox, without its texts. As code, because Node 20 warns when JSON is imported. */
function document({ path }) {
  return { contents: JSON.stringify(withoutTexts(readJson(path))), loader: "json" };
}

function withoutTexts(node) {
  if (Array.isArray(node)) return node.map(withoutTexts);
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key, value]) => !(/^(description|summary)$/.test(key) && typeof value === "string"),
  );
  // What an example holds is data.
  return Object.fromEntries(kept.map(([key, value]) => [key, key === "value" ? value : withoutTexts(value)]));
}

async function minify(path) {
  const options = { minify: true, format: "esm", target: "node20", charset: "ascii", legalComments: "none" };
  const { code } = await transform(readFileSync(path, "utf8"), options);
  writeFileSync(path, code);
}

/** The command's CommonJS libraries ask for modules of Node, in a function that esbuild puts into a shared file. */
function giveRequire(path) {
  const lines = [
    'import { createRequire } from "node:module";',
    "const require = createRequire(import.meta.url);",
  ];
  edit(path, (code) => (code.includes("typeof require ") ? `${lines.join("\n")}\n${code}` : code));
}

/** The declarations that the given ones lead to. */
function declarationsOf(names) {
  const found = new Set(names);
  for (const name of found) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(declared, name), "utf8"));
    for (const { fileName } of importedFiles)
      if (fileName.startsWith(".")) found.add(join(dirname(name), fileName.replace(/\.js$/, ".d.ts")));
  }
  return found;
}

function copy(from, name) {
  mkdirSync(dirname(join(made, name)), { recursive: true });
  copyFileSync(from, join(made, name));
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The licences of what is bundled ask for their text to go along. */
function licenses(inputs) {
  const packages = new Set(
    inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean),
  );
  return [...packages]
    .sort()
    .map((name) => {
      const manifest = join(root, "node_modules", name, "package.json");
      const { version: bundled, license } = readJson(manifest);
      return `${name} ${bundled} (${license})\n\n${licenseText(dirname(manifest))}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

function licenseText(directory) {
  const file = readdirSync(directory).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`no licence text in ${directory}`);
  return readFileSync(join(directory, file), "utf8");
}
