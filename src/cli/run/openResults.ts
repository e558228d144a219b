import { CliError } from "../base/cliError.js";
import { fileTarget, streamTarget, type ResultsTarget } from "../results/resultsTarget.js";
import type { Writable } from "node:stream";

/**
 * Opens the file that results are written to, before anything else is done: afterwards it would be too late.
 *
 * @param path `undefined` for standard output
 * @throws CliError that names the path and the reason
 */
export async function openResults(path: string | undefined, stdout: Writable): Promise<ResultsTarget> {
  if (path === undefined) return streamTarget(stdout);
  try {
    return await fileTarget(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown reason";
    throw new CliError(
      `The results cannot be written to ${path} (${code}). Name another place with --out. Nothing was sent.`,
    );
  }
}
