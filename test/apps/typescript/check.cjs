// Type-checks use.ts as old and new projects do, the declarations included (skipLibCheck off).
const { execFileSync } = require("node:child_process");
const { cpSync, mkdirSync, writeFileSync } = require("node:fs");

const node10 = { module: "commonjs", moduleResolution: "node10", esModuleInterop: true };
const bundler = { module: "esnext", moduleResolution: "bundler" };
// Older than 5.7 they cannot read the bytes of Node's own types: those projects skip the check of declarations.
const old = { skipLibCheck: true, lib: ["es2022", "dom"] };
const cases = [
  ["typescript-old", "commonjs", { ...node10, moduleResolution: "node", ...old }],
  ["typescript-old", "module", { module: "node16", ...old }],
  ["typescript-next", "commonjs", { module: "nodenext" }],
  ["typescript-next", "module", { module: "nodenext" }],
  ["typescript-oldest", "commonjs", node10],
  ["typescript-oldest", "commonjs", { module: "node16" }],
  ["typescript-oldest", "module", bundler],
  ["typescript-current", "commonjs", { module: "nodenext" }],
  ["typescript-current", "module", { module: "nodenext" }],
];
let failed = false;
for (const [compiler, type, setting] of cases) {
  const folder = `check-${type}`;
  mkdirSync(folder, { recursive: true });
  cpSync("use.ts", `${folder}/use.ts`);
  writeFileSync(`${folder}/package.json`, JSON.stringify({ type }));
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023", "dom"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    ...setting,
  };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ["use.ts"] }));
  try {
    execFileSync(process.execPath, [`node_modules/${compiler}/bin/tsc`, "-p", folder], {
      encoding: "utf8",
    });
  } catch (error) {
    failed = true;
    console.error(`${compiler}, type ${type}, ${JSON.stringify(setting)}:\n${error.stdout}`);
  }
}
process.exitCode = failed ? 1 : 0;
