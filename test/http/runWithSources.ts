import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";

/** Runs a script in a process of its own, beside some files of `src/` turned into JavaScript. */
export async function runWithSources(
  script: string,
  names: readonly string[],
): Promise<{ code: number; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), "smn-sms-run-"));
  try {
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    await writeFile(join(folder, "main.js"), script);
    for (const name of names) {
      const source = await readFile(new URL(`../../src/${name}.ts`, import.meta.url), "utf8");
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2022,
          verbatimModuleSyntax: true,
        },
      });
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, `${name}.js`), outputText);
    }
    return await new Promise((resolve) => {
      const child = execFile(process.execPath, [join(folder, "main.js")], (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
