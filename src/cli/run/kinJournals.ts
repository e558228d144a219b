import { readOrderedBatches } from "../../journal/readJournalInOrder.js";
import { CliError } from "../base/cliError.js";
import { fileKindOf } from "../input/fileKind.js";
import { openInputFile } from "../input/inputFile.js";
import { formatOf, openTable } from "../input/openTable.js";
import type { Row, Table } from "../input/row.js";
import { RecordCursor } from "../results/recordCursor.js";
import { resultStatusColumns } from "../rows/leaveOut.js";
import type { CliInput } from "./cliInput.js";
import { fileOfJournal } from "./filesBeside.js";
import { journalExtent } from "./journalExtent.js";
import { journalsOfSameNumbers } from "./sameNumbers.js";

/** How spreadsheets save text. */
const SPELLINGS = (["utf-8", "gb18030"] as const).flatMap((encoding) =>
  [undefined, ";", "\t"].map((separator) => ({ encoding, separator })),
);
/** A column of ids in results. */
const IDS = /^(?:smn_)*(?:message|request)_id$/;
/** Two results of one run have the same ids from the first rows on. */
const ENOUGH = 1_000;

/**
 * The journals near a file of runs of the same rows: of the file whose results it is, of its own results, and of other
 * results of the same run, whatever they are called. Results show whose they are by the ids in them.
 *
 * @param file as the user named it
 */
export async function kinJournals(input: CliInput, file: string): Promise<string[]> {
  const { table, journalPath } = input;
  const ids = await firstIds(table);
  const isSent = (await journalExtent(journalPath)) === "used";
  const kin: string[] = [];
  if (ids.size === 0 && !isSent) return kin;
  for (const journal of await journalsOfSameNumbers(input, file)) {
    const isKin =
      (await showsRunOf(table, journal)) ||
      (await isSentAsResults(journal, async (results) => {
        if (isSent && (await showsRunOf(results, journalPath))) return true;
        for (const [index, id] of await firstIds(results)) if (ids.get(index) === id) return true;
        return false;
      }));
    if (isKin) kin.push(journal);
  }
  return kin;
}

/** Whether the file of a journal is results, and such ones. */
async function isSentAsResults(
  journal: string,
  areTheirs: (results: Table) => Promise<boolean>,
): Promise<boolean> {
  const path = fileOfJournal(journal);
  if (path === undefined) return false;
  const file = await openInputFile(path).catch(ifNoInput);
  if (file === undefined) return false;
  try {
    // A workbook is read whole, and always the same.
    const spellings = fileKindOf(file.head, path) === "workbook" ? SPELLINGS.slice(0, 1) : SPELLINGS;
    for (const spelling of spellings) {
      const areThose = async (): Promise<boolean> => {
        const table = await openTable(file, { format: formatOf(path), ...spelling });
        return resultStatusColumns(table).length > 0 && areTheirs(table);
      };
      if ((await areThose().catch(ifNoInput)) === true) return true;
    }
    return false;
  } finally {
    await file.close();
  }
}

/** It is gone, or of another kind, or another spelling. */
function ifNoInput(error: unknown): undefined {
  if (!(error instanceof CliError)) throw error;
}

/** The ids in the first rows of results that have any. */
async function firstIds(table: Table): Promise<ReadonlyMap<number, string>> {
  const ids = new Map<number, string>();
  if (resultStatusColumns(table).length === 0) return ids;
  const readers = idReaders(table);
  for await (const rows of table.batches())
    for (const row of rows) {
      const found = readers.map((read) => read(row)).filter((id) => typeof id === "string" && id !== "");
      if (found.length > 0) ids.set(row.index, found.join(" "));
      if (ids.size === ENOUGH) return ids;
    }
  return ids;
}

function idReaders(table: Table): ((row: Row) => unknown)[] {
  const readers = table.columns.filter((name) => IDS.test(name)).map((name) => table.reader(name));
  return readers.filter((read) => read !== undefined);
}

/** Whether a table is results in which an id is that of the same row in a journal. */
async function showsRunOf(table: Table, journal: string): Promise<boolean> {
  if (resultStatusColumns(table).length === 0) return false;
  const readers = idReaders(table);
  const records = new RecordCursor(readOrderedBatches(journal));
  try {
    for await (const rows of table.batches())
      for (const row of rows) {
        if (records.mustRead(row.index)) await records.read(row.index);
        const { message_id, request_id } = records.at(row.index) ?? {};
        const known = [message_id, request_id].filter((id) => id !== undefined && id !== "");
        if (readers.some((read) => known.includes(read(row) as string))) return true;
      }
    return false;
  } finally {
    await records.close();
  }
}
