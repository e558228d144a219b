import { stat } from "node:fs/promises";
import { readOrderedBatches } from "../../journal/readJournalInOrder.js";
import type { JournalRecord } from "../../journal/journal.js";
import { CliError } from "../base/cliError.js";
import { openInputFile, type InputFile } from "../input/inputFile.js";
import { openTable } from "../input/openTable.js";
import type { Row, Table } from "../input/row.js";
import { exists } from "../results/checkFolders.js";
import { RecordCursor } from "../results/recordCursor.js";
import { resultColumns } from "../results/resultColumns.js";
import {
  inputCells,
  NOT_REACHED,
  NOT_REACHED_WHEN_LOST,
  NOT_REACHED_WHEN_UNREADABLE,
} from "../results/resultLines.js";
import { journalExtent } from "./journalExtent.js";

/**
 * Makes sure that a journal knows the outcomes that results show. Where it does not, it was emptied, cut, or is a copy
 * of before the last run: it would have rows sent again, and the results overwritten.
 *
 * @param paths of the results, where they are
 * @param what what did not happen, as a sentence
 * @param override what goes on nevertheless, as a sentence
 * @throws CliError for outcomes that the journal does not know
 */
export async function checkResults(
  table: Table,
  journalPath: string,
  paths: readonly (string | undefined)[],
  { what, override = "" }: { readonly what: string; readonly override?: string },
): Promise<void> {
  for (const path of new Set(paths)) {
    if (path === undefined || !(await exists(path))) continue;
    const file = await openShown(path, journalPath, `${what} ${override}`.trimEnd());
    if (file === undefined) continue;
    const line = await firstNotKnown(table, journalPath, file);
    if (line === undefined) continue;
    throw new CliError(
      `${path} shows outcomes, from line ${line} on, that ${journalPath} does not have: that journal was emptied, cut, or is ` +
        `an older copy. ${what} Put the journal of the last run back; one of before that run does not have what it sent. ${override}`.trimEnd(),
    );
  }
}

/** `undefined` for something else than a file. @throws CliError for one that cannot be read: nothing is known of it */
async function openShown(path: string, journalPath: string, then: string): Promise<InputFile | undefined> {
  try {
    return await openInputFile(path);
  } catch (error) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === false) return undefined;
    if (!(error instanceof CliError)) throw error;
    throw new CliError(
      `${error.message} So it is not known whether it shows outcomes that ${journalPath} does not have. ${then}`,
    );
  }
}

/** What is in results counts only as far as it is theirs. A failure of the disk says nothing of what is in them. */
function unlessDisk(error: unknown): undefined {
  if (typeof (error as NodeJS.ErrnoException).syscall === "string") throw error;
  return undefined;
}

/** The line of the first row whose outcome the journal does not know. */
async function firstNotKnown(
  table: Table,
  journalPath: string,
  file: InputFile,
): Promise<number | undefined> {
  const isEmpty = (await journalExtent(journalPath)) !== "used";
  const records = new RecordCursor(isEmpty ? noRecords() : readOrderedBatches(journalPath));
  try {
    for await (const outcomes of outcomesIn(file, table))
      for (const outcome of outcomes) {
        const { index } = outcome;
        if (records.mustRead(index)) await records.read(index);
        if (!isKnown(outcome, records.at(index))) return outcome.line;
      }
    return undefined;
  } finally {
    await records.close();
    await file.close();
  }
}

interface ShownOutcome {
  /** Of the row. */
  readonly index: number;
  /** Of the results. */
  readonly line: number;
  readonly status: string;
  readonly message_id: string;
  readonly reason: string;
}

/** Rows of results, as far as they are those of the input; many at a time. */
async function* outcomesIn(file: InputFile, input: Table): AsyncGenerator<readonly ShownOutcome[]> {
  const options = { format: "csv", encoding: "utf-8", separator: input.separator } as const;
  const results = await openTable(file, options).catch(unlessDisk);
  const names = [...input.header, ...Object.values(resultColumns(input.header))];
  const width = input.header.length;
  if (results?.header.length !== names.length || names.some((name, place) => results.header[place] !== name))
    return;
  const batches = results.batches()[Symbol.asyncIterator]();
  let batch: readonly Row[] = [];
  let place = 0;
  try {
    for await (const rows of input.batches()) {
      const shown: ShownOutcome[] = [];
      for (const row of rows) {
        if (place === batch.length) {
          // Results that another program wrote anew may not even be text.
          const next = await batches.next().catch(unlessDisk);
          if (next === undefined || next.done === true) {
            yield shown;
            return;
          }
          [batch, place] = [next.value, 0];
        }
        const found = batch[place++] as Row;
        const cells = found.values as readonly string[];
        // Results of another file, or changed since, show nothing of this row.
        if (!isRowOf(cells, row, input)) continue;
        const [status = "", message_id = "", , reason = ""] = cells.slice(width);
        shown.push({ index: row.index, line: found.line, status, message_id, reason });
      }
      yield shown;
    }
  } finally {
    await batches.return?.();
  }
}

function isRowOf(cells: readonly string[], row: Row, input: Table): boolean {
  const { values } = row;
  // Most need no cells to be made of them.
  if (
    Array.isArray(values) &&
    values.length === input.columns.length &&
    values.every((value, at) => cells[at] === value)
  )
    return true;
  return inputCells(row, input).every((cell, at) => cells[at] === cell);
}

const NEVER_REACHED = new Set([NOT_REACHED_WHEN_LOST, NOT_REACHED_WHEN_UNREADABLE]);

/** Where the record of a journal can have come from the outcome, or from a later run. */
function isKnown({ status, message_id, reason }: ShownOutcome, record: JournalRecord | undefined): boolean {
  // Without an id it was not in the journal when the results were written, because that could not be written any more.
  if (status === "accepted")
    return record?.status === "accepted" || (message_id === "" && record?.status === "unknown");
  if (status === "unsent") return record !== undefined || reason === NOT_REACHED;
  // The journal of the run, put back, or read again, does not have these either.
  if (status === "unknown") return record !== undefined || NEVER_REACHED.has(reason);
  return record !== undefined || status !== "rejected";
}

async function* noRecords(): AsyncGenerator<readonly JournalRecord[]> {
  // There are none.
}
