import { createReadStream } from "node:fs";
import { SmnError } from "../base/errors.js";
import { safeCause } from "../base/safeCause.js";
import {
  checkTornHeader,
  parseHeader,
  parseLine,
  type JournalHeader,
  type JournalLine,
} from "./journalLine.js";

/** One whole line of a journal, the header first, and its position in the file, line feed included. */
export type ScannedLine = { start: number; end: number } & (
  { header: JournalHeader; line?: undefined } | { header?: undefined; line: JournalLine; ordinal: number }
);

const NEWLINE = 0x0a;
/** A line holds the outcomes of one request: some 100 kB. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * Reads a journal line by line; `end` is the offset behind the line. A torn end (of a crash or a full disk) is left
 * out; damage that has whole lines after it cannot come from that, and is refused: `SmnError` (`journal`).
 */
export async function* scanJournal(path: string): AsyncGenerator<ScannedLine> {
  let ordinal = 0;
  let damagedLine: number | undefined;
  let end = 0;
  for await (const { text, bytes } of readable(path, wholeLines(path))) {
    const start = end;
    end += bytes;
    ordinal++;
    if (ordinal === 1) {
      yield { header: parseHeader(text, path), start, end };
      continue;
    }
    const line = parseLine(text);
    if (damagedLine !== undefined && line !== undefined) throw damaged(path, damagedLine);
    if (line !== undefined) yield { line, ordinal, start, end };
    // A crash truncates the last write or leaves NUL blocks. Readable text that does not parse is corruption.
    else if (text.includes("\0")) damagedLine ??= ordinal;
    else throw damaged(path, ordinal);
  }
}

/** Adds the path to a read error: the system gives only the reason. */
async function* readable<L>(path: string, lines: AsyncGenerator<L>): AsyncGenerator<L> {
  try {
    yield* lines;
  } catch (error) {
    if (error instanceof SmnError) throw error;
    const cause = safeCause(error);
    throw new SmnError(`The journal ${path} cannot be read (${cause.message}).`, {
      code: "journal",
      reason: "unreadable",
      sent: "no",
      cause,
    });
  }
}

/**
 * Whole lines only: text without a line feed after it is not yielded. If the file has nothing else, it must be the
 * beginning of a journal: otherwise any other file would be overwritten.
 */
async function* wholeLines(path: string): AsyncGenerator<{ text: string; bytes: number }> {
  let isFirst = true;
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      const whole = parts.length === 0 ? piece : Buffer.concat([...parts, piece]);
      isFirst = false;
      yield { text: whole.toString("utf8"), bytes: whole.length + 1 };
      parts = [];
      size = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      parts.push(chunk.subarray(start));
      size += chunk.length - start;
      if (size > LONGEST_LINE) throw damaged(path, undefined);
    }
  }
  if (isFirst && size > 0) checkTornHeader(Buffer.concat(parts).toString("utf8"), path);
}

function damaged(path: string, line: number | undefined): SmnError {
  const where = line === undefined ? "" : ` (line ${line})`;
  return new SmnError(
    `The journal ${path} is damaged${where}, so it does not show which messages were sent. Restore it, or check the delivery reports by hand.`,
    { code: "journal", reason: "damaged", sent: "no" },
  );
}
