import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const sources = fileURLToPath(new URL("../../src/", import.meta.url));

/** Runs a script in a process of its own. What it imports from `src/` is bundled with it, as the files are now. */
export async function runWithSources(script: string): Promise<{ code: number; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), "smn-sms-run-"));
  try {
    await writeFile(join(folder, "main.ts"), script.replaceAll('from "src/', `from "${sources}`));
    const bundle = join(folder, "main.mjs");
    await build({
      input: join(folder, "main.ts"),
      platform: "node",
      logLevel: "warn",
      output: { file: bundle, format: "esm" },
    });
    return await new Promise((resolve) => {
      const child = execFile(process.execPath, [bundle], (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
