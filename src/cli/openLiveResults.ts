import type { RowSet } from "./message/rowSet.js";
import type { OpenRun } from "./openRun.js";
import type { Source } from "./openSource.js";
import { freeBytes } from "./results/freeBytes.js";
import { LiveResults } from "./results/liveResults.js";
import { createResultLines } from "./results/resultLines.js";
import { fileTarget } from "./results/resultsTarget.js";

/** What must stay free beside the results, so that the journal never lacks room because of them. */
const RESERVE = 64 * 1024 * 1024;
/** What the journal holds of a row, and more. */
const RESERVE_PER_ROW = 256;

/**
 * Results that are written while messages are sent, where that can be: by a run that gives every row its outcome, to a
 * file, of a table whose columns are known. A stream could not take back what it was given.
 */
export function openLiveResults(
  { table, reader, resultsPath }: Source,
  { isFresh, total }: OpenRun,
  invalidRows: RowSet,
): LiveResults | undefined {
  if (!isFresh || resultsPath === undefined || !table.hasHeader) return undefined;
  const reserve = RESERVE + total * RESERVE_PER_ROW;
  return new LiveResults({
    lines: createResultLines(table, reader),
    invalidRows,
    open: () => fileTarget(resultsPath),
    hasRoom: async () => (await freeBytes(resultsPath)) > reserve,
  });
}
