import { dirname } from "node:path";
import type { Clock } from "../base/clock.js";
import type { JournalSender } from "./journal.js";
import type { JournalFiles } from "./journalFiles.js";
import { JOURNAL_VERSION, type JournalHeader } from "./journalHeader.js";
import { attemptOf, eachIndex } from "./journalLine.js";
import { otherInput } from "./journalErrors.js";
import { IntendedRanges } from "./intendedRanges.js";
import { LineWriter } from "./lineWriter.js";
import type { OwnedFile } from "./ownedFile.js";
import { scanJournal, type ScannedLine } from "./scanJournal.js";
import { seal } from "./seal.js";
import { StatusTable } from "./statusTable.js";
import { writeAll } from "./writeAll.js";

/** A journal as its file has it, and the writer that goes on behind it. */
export interface Recovered {
  readonly header: JournalHeader;
  readonly sender: JournalSender | undefined;
  /** Whether the file held something already. */
  readonly resumed: boolean;
  readonly table: StatusTable;
  readonly ranges: IntendedRanges;
  readonly writer: LineWriter;
  /** The name of the clock of the last request, see `createClockName`. */
  readonly clock: string | undefined;
}

export interface NewRun {
  readonly inputId: string;
  readonly runId: () => string;
  readonly clock: Pick<Clock, "now">;
}

/** Reads a journal, cuts its torn end off, and gives a new one its header. */
export async function recover(
  path: string,
  own: OwnedFile,
  files: JournalFiles,
  { inputId, runId, clock }: NewRun,
): Promise<Recovered> {
  const table = new StatusTable();
  const ranges = new IntendedRanges();
  let header: JournalHeader | undefined;
  let sender: JournalSender | undefined;
  let last: ScannedLine | undefined;
  let clockName: string | undefined;
  const fresh: JournalHeader = {
    journal: "smn-sms",
    version: JOURNAL_VERSION,
    input_id: inputId,
    run_id: runId(),
    created_at: new Date(clock.now()).toISOString(),
  };
  // All headers of this input are as long.
  const longestHeader = seal(JSON.stringify(fresh), 0).bytes.length;
  for await (const scanned of scanJournal(path, files, longestHeader)) {
    last = scanned;
    header ??= scanned.header;
    sender ??= scanned.sender;
    const { line } = scanned;
    if (line === undefined) continue;
    eachIndex(line, (index) => table.set(index, line.status));
    if (line.status !== "intended") continue;
    ranges.add(line);
    clockName = attemptOf(line).clock;
  }
  // Before the file is touched.
  if (header !== undefined && header.input_id !== inputId) throw otherInput(path);
  table.endRun();
  const size = await cutTornEnd(own, last);
  const { file, check } = own;
  const writer = new LineWriter({ file, path, size, crc: last?.crc ?? 0, checkOwner: check });
  const syncName = async (): Promise<void> => files.syncDirectory(dirname(await files.realPath(path)));
  if (header !== undefined) {
    // Whoever made the file may have been killed before its name was on disk.
    await syncName();
    return { header, sender, resumed: true, table, ranges, writer, clock: clockName };
  }
  await writer.append([JSON.stringify(fresh)], true);
  // A new file survives a crash of the machine only when its directory is on disk as well.
  await syncName();
  return { header: fresh, sender, resumed: false, table, ranges, writer, clock: clockName };
}

/** @returns the size of the file then */
async function cutTornEnd({ file }: OwnedFile, last: ScannedLine | undefined): Promise<number> {
  const end = last?.end ?? 0;
  if ((await file.stat()).size !== end) await file.truncate(end);
  if (last === undefined || last.hasLineFeed) return end;
  await writeAll(file, Buffer.from("\n"), end);
  return end + 1;
}
