import { open, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CliError } from "../base/cliError.js";
import { exists, realPathOf } from "../results/checkFolders.js";
import { resultStatusColumns } from "../rows/leaveOut.js";
import type { CliInput } from "./cliInput.js";
import { recordedInputId, type InputIdentity } from "./inputId.js";

const OVERRIDE = "--new-run-and-risk-duplicates";
/** A folder with more journals than this is an archive. */
const MOST_JOURNALS = 1_000;
const FIRST_LINE = 64 * 1024;

/**
 * Refuses a new run of an input that was sent before: under another name, or with a journal that was moved away. Everybody
 * would get the text again.
 *
 * @throws CliError that says where the earlier run is recorded
 */
export async function checkEarlierRuns(
  input: CliInput,
  file: string,
  identity: InputIdentity,
): Promise<void> {
  if (!input.keepsJournal || input.earlierResults.length === 0) return;
  const journal = await journalOfCopy(input, file, identity);
  if (journal !== undefined)
    throw new CliError(
      `${journal} records a run of the same rows with the same options. Nothing was sent. ` +
        `To resume that run: --journal ${journal}. ${again("that it sent")}`,
    );
  for (const results of input.earlierResults)
    if (await areResults(results))
      throw new CliError(
        `${results} shows that ${input.name} was sent before, but its journal ${input.journalPath} is not there. ` +
          `Nothing was sent. Put the journal back, or name it with --journal. Or send the results file itself: it ` +
          `leaves out the rows that are accepted in it. ${again("that was sent")}`,
      );
}

function again(which: string): string {
  return `${OVERRIDE} starts a new run: everybody gets the text a second time, also each one ${which}.`;
}

async function journalOfCopy(
  { journalPath }: CliInput,
  file: string,
  { id, legacyId }: InputIdentity,
): Promise<string | undefined> {
  const own = await realPathOf(journalPath);
  const folders = new Set([
    dirname(resolve(file)),
    dirname(await realPathOf(file)),
    dirname(resolve(journalPath)),
  ]);
  for (const folder of folders) {
    const names = await readdir(folder).catch((): string[] => []);
    const journals = names.filter((name) => name.endsWith(".journal")).slice(0, MOST_JOURNALS);
    for (const name of journals) {
      const path = join(folder, name);
      if ((await realPathOf(path)) === own) continue;
      const recorded = await recordedInputId(path);
      if (recorded !== undefined && (recorded === id || recorded === legacyId)) return path;
    }
  }
  return undefined;
}

/** Whether a file is there that has the columns of results. */
async function areResults(path: string): Promise<boolean> {
  if (!(await exists(path))) return false;
  const handle = await open(path, "r").catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE), 0, FIRST_LINE, 0);
    const [line = ""] = buffer.toString("utf8", 0, bytesRead).split(/\r?\n/);
    return (
      resultStatusColumns({ columns: line.split(/[,;\t|]/).map((name) => name.replaceAll('"', "")) }).length >
      0
    );
  } catch {
    return false; // a folder of that name, for instance
  } finally {
    await handle.close();
  }
}
