import { symlinkSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** Compiles program.ts and the generated client beside it to compiled/, strictly, with this project's compiler. */
export function compileProgram(folder, run) {
  if (!existsSync(join(folder, "node_modules"))) symlinkSync(modules, join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  const options = ["--target", "es2023", "--module", "esnext", "--moduleResolution", "bundler", "--strict"];
  const more = ["--skipLibCheck", "--types", "node", "--rootDir", ".", "--outDir", "compiled"];
  run("node", [join(modules, "typescript/bin/tsc"), ...options, ...more, "program.ts"]);
}
