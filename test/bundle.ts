import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

/**
 * Bundles a program of the tests with the sources at hand, for a process of its own.
 *
 * @param entry its file
 * @param directory where the bundle goes
 * @returns the path of the bundle
 */
export async function bundle(entry: URL, directory: string): Promise<string> {
  const file = join(directory, "program.mjs");
  await build({
    input: fileURLToPath(entry),
    platform: "node",
    logLevel: "warn",
    output: { file, format: "esm" },
  });
  return file;
}
