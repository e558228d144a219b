import { stat } from "node:fs/promises";
import { NumberCheck } from "../../journal/numberCheck.js";
import { readRecordedRun } from "./recordedRun.js";
import { trimNumber } from "../rows/phoneText.js";
import type { CliInput } from "./cliInput.js";
import { journalsAround } from "./journalsAround.js";

/** Journals of more bytes, all together, are not read for a notice. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The journals near a file of runs that sent to its numbers at the same positions: it may be the same file, saved anew.
 * Texts are not recorded, so it may as well be another text to the same people.
 *
 * @param file as the user named it
 */
export async function journalsOfSameNumbers(
  input: CliInput,
  file: string,
  signal?: AbortSignal,
): Promise<string[]> {
  let candidates = await checksOf(input, file);
  const same: string[] = [];
  if (candidates.length === 0) return same;
  const { table, reader } = input;
  for await (const rows of table.batches(signal && { signal }))
    for (const row of rows) {
      const value = row.problem === undefined ? reader.endpoint(row) : undefined;
      const number = typeof value === "string" ? trimNumber(value) : undefined;
      candidates = candidates.filter(({ path, check }) => {
        if (check.add(number) !== undefined) return false;
        if (check.isDone) same.push(path);
        return !check.isDone;
      });
      if (candidates.length === 0) return same;
    }
  return same;
}

async function checksOf(input: CliInput, file: string): Promise<{ path: string; check: NumberCheck }[]> {
  const found: { path: string; check: NumberCheck }[] = [];
  let bytes = 0;
  for await (const path of journalsAround(input, file)) {
    try {
      bytes += (await stat(path)).size;
      if (bytes > MOST_BYTES) break;
      const { runId, ranges } = await readRecordedRun(path);
      const recorded = [...ranges];
      if (recorded.length > 0) found.push({ path, check: new NumberCheck(runId, recorded) });
    } catch {
      // No journal, or a damaged one: only whoever uses it has to know.
    }
  }
  return found;
}
