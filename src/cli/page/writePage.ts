import { basename } from "node:path";
import { CliError } from "../base/cliError.js";
import { exitCodes } from "../base/exitCode.js";
import { complete, fileTarget } from "../results/resultsTarget.js";
import { whyNotWritten } from "../results/whyNotWritten.js";
import { countReasons } from "./countReasons.js";
import { pageHtml } from "./pageHtml.js";
import { readTimeline, type Pause } from "./readTimeline.js";
import type { RunPicture } from "./runPicture.js";

/** Facts that are not in the journal. */
export interface PageFacts extends Omit<RunPicture, "timeline" | "reasons"> {
  readonly pauses?: readonly Pause[] | undefined;
}

/** Where the page of a run goes. */
export function pagePathOf(file: string): string {
  return `${file}.results.html`;
}

/**
 * Writes the page of a run beside its file.
 *
 * @returns the path
 * @throws CliError when it cannot be written; the results are not touched
 */
export async function writePage(
  { pauses, ...facts }: PageFacts,
  { file, journalPath }: { file: string; journalPath: string },
): Promise<string> {
  const path = pagePathOf(file);
  try {
    const picture: RunPicture = {
      ...facts,
      file: basename(facts.file),
      timeline: await readTimeline(journalPath, pauses),
      reasons: await countReasons(journalPath),
    };
    const target = await fileTarget(path);
    await complete(target, () => target.write(pageHtml(picture)));
  } catch (error) {
    throw new CliError(
      `The page ${path} could not be written (${whyNotWritten(error)}). The results are complete.`,
      exitCodes.stopped,
    );
  }
  return path;
}
