// Type-checks use.ts as old and new projects do, the declarations included (skipLibCheck off).
const { execFileSync } = require("node:child_process");
const { cpSync, mkdirSync, writeFileSync } = require("node:fs");

const settings = {
  "commonjs, node10": { module: "commonjs", moduleResolution: "node10", esModuleInterop: true },
  "commonjs, node16": { module: "node16" },
  nodenext: { module: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};
let failed = false;
for (const compiler of ["typescript-oldest", "typescript-current"])
  for (const type of ["commonjs", "module"])
    for (const [name, setting] of Object.entries(settings)) {
      if (type === "module" && setting.module === "commonjs") continue;
      const folder = `check-${type}`;
      mkdirSync(folder, { recursive: true });
      cpSync("use.ts", `${folder}/use.ts`);
      writeFileSync(`${folder}/package.json`, JSON.stringify({ type }));
      const compilerOptions = {
        ...setting,
        target: "es2022",
        lib: ["es2023", "dom"],
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        skipLibCheck: false,
      };
      writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ["use.ts"] }));
      try {
        execFileSync(process.execPath, [`node_modules/${compiler}/bin/tsc`, "-p", folder], {
          encoding: "utf8",
        });
      } catch (error) {
        failed = true;
        console.error(`${compiler}, type ${type}, ${name}:\n${error.stdout}`);
      }
    }
process.exitCode = failed ? 1 : 0;
