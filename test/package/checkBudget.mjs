import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** What an installation may weigh, in kB of 1024 bytes. Raise a number only for what users get for it. */
const BUDGET = {
  packed: 750, // the page of the sandbox, in both forms, is 45; the command's reader of workbooks 45; the ledger 50; what finds runs of the same rows under any name 5
  unpacked: 2_900, // a CommonJS form for Node and test runners, and ES modules for bundlers
  files: 200,
  installed: 3_160,
  /** What the main entry brings with its types, with openapi-fetch and what that needs. */
  mainEntry: 800,
  /** What `import "smn-sms"` loads before anything is called, openapi-fetch left aside. */
  loaded: 327, // 20 of it are the names that the sandbox, the ledger and the command share with it; telemetry is 6, what finds quoted texts and numbers in any spelling 15, what keeps a failing disk from hiding a lock or an outcome 3, what refuses a signal or path that is none 2
  loadedFiles: 3,
};
/** Sources of which the main entry must load nothing. */
const FOREIGN = /^(src\/(mock|cli)\/|generated\/(validators|openapi)|node_modules\/)/;

/**
 * Holds the packed and installed package against its budget.
 *
 * @param packed what `npm pack --json` says
 * @param modules the folder node_modules where nothing but the package is installed
 * @returns what it weighs, one line each
 * @throws {Error} that says what is too heavy, or does not belong to the main entry
 */
export function checkBudget(packed, modules) {
  const home = join(modules, "smn-sms");
  const kB = (bytes) => Math.round(bytes / 1024);
  const loaded = [...leadingFrom(join(home, "dist/index.mjs"))];
  const declared = [...leadingFrom(join(home, "dist/index.d.ts"), ".d.ts")];
  const others = readdirSync(modules).filter((name) => !name.startsWith(".") && name !== "smn-sms");
  const sizeOf = (files) => files.reduce((sum, file) => sum + statSync(file).size, 0);
  const dependencies = sizeOf(others.flatMap((name) => filesIn(join(modules, name))));

  const sources = loaded.flatMap((file) => sourcesOf(readFileSync(file, "utf8")));
  if (!sources.includes("src/base/errors.ts")) throw new Error("the code does not say what it was made from");
  const strangers = sources.filter((source) => FOREIGN.test(source));
  if (strangers.length > 0) throw new Error(`the main entry loads ${strangers.join(", ")}`);

  const slow = loaded.flatMap((file) =>
    importsOf(readFileSync(file, "utf8")).filter((name) =>
      file.endsWith(".mjs") ? name.startsWith("node:") : /^node:(?:https?|http2|tls)$/.test(name),
    ),
  );
  if (slow.length > 0) throw new Error(`the main entry loads ${slow.join(", ")} before they are needed`);

  const found = {
    packed: kB(packed.size),
    unpacked: kB(packed.unpackedSize),
    files: packed.files.length,
    installed: kB(sizeOf(filesIn(home)) + dependencies),
    mainEntry: kB(sizeOf([...loaded, ...declared, join(home, "package.json")]) + dependencies),
    loaded: kB(sizeOf(loaded)),
    loadedFiles: loaded.length,
  };
  const heavy = Object.keys(BUDGET).filter((name) => found[name] > BUDGET[name]);
  if (heavy.length > 0)
    throw new Error(
      `over the budget: ${heavy.map((name) => `${name} ${found[name]} > ${BUDGET[name]}`).join(", ")}`,
    );
  return [
    `packed ${found.packed} kB, unpacked ${found.unpacked} kB in ${found.files} files, installed ${found.installed} kB with ${others.join(" and ")}`,
    `main entry with its types and dependencies ${found.mainEntry} kB; an import loads ${found.loaded} kB in ${found.loadedFiles} files`,
  ];
}

/** A file and all files of the package that it leads to, at once or later. */
function leadingFrom(entry, extension = ".js") {
  const found = new Set([entry]);
  for (const file of found) {
    for (const name of importsOf(readFileSync(file, "utf8")))
      if (name.startsWith(".")) found.add(join(dirname(file), name.replace(/\.js$/, extension)));
  }
  return found;
}

function importsOf(code) {
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The names of the sources, which the bundler leaves above the code of each. */
function sourcesOf(code) {
  return [...code.matchAll(/^\/\/ ((?:src|generated|node_modules)\/\S+)$/gm)].map(([, source]) => source);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
