import type { JournalSender } from "./journal.js";
import { damaged, explain, notAJournal } from "./journalErrors.js";
import type { JournalFiles } from "./journalFiles.js";
import { beginsLikeHeader, HEADER_START, parseHeader, type JournalHeader } from "./journalHeader.js";
import { parseLine, type JournalLine, type SenderLine } from "./journalLine.js";
import { isTorn, lacksBlocks } from "./isTorn.js";
import { nodeFiles } from "./nodeFiles.js";
import { readLines, type RawLine } from "./readLines.js";
import { checkSeal } from "./seal.js";

/** One whole line of a journal, and where it is in the file, its line feed included. */
export interface ScannedLine {
  readonly start: number;
  readonly end: number;
  /** Counted from 1, the header. */
  readonly ordinal: number;
  /** The check sum up to here; 0 where lines have none yet. */
  readonly crc: number;
  /** False when the line feed behind the last line is missing. */
  readonly hasLineFeed: boolean;
  /** The first line. */
  readonly header?: JournalHeader;
  /** Where the messages go. */
  readonly sender?: JournalSender;
  /** Any other line. */
  readonly line?: JournalLine;
}

/** A line holds the outcomes of one request: some 100 kB. */
const LONGEST_LINE = 16 * 1024 * 1024;
/**
 * How far an index may be beyond all earlier ones. A run of the largest concurrency has a million messages between the
 * first that was read and the last; a larger step is damage, and would take memory for all indices between.
 */
const LARGEST_STEP = 2 ** 22;
const LONGEST_HEADER = 64 * 1024;

/**
 * Reads a journal line by line. A torn end (after a crash or on a full disk) is left out; any other damage is refused:
 * `SmnError` (`journal`).
 *
 * @param longestHeader how long its first line can be, in bytes: it is on disk before anything else is written, so that
 * more than that was never a torn header
 */
export async function* scanJournal(
  path: string,
  files: JournalFiles = nodeFiles,
  longestHeader: number = LONGEST_HEADER,
): AsyncGenerator<ScannedLine> {
  try {
    const facts = await files.stat(path);
    // Opening a FIFO would wait for a writer.
    if (facts !== undefined && facts.kind !== "file") throw notAJournal(path, "is not a regular file");
    const file = await files.open(path, "r");
    try {
      const scan = new Scan(path, longestHeader);
      for await (const raw of readLines(file, LONGEST_LINE, () => damaged(path, undefined))) {
        const scanned = scan.next(raw);
        if (scanned !== undefined) yield scanned;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explain(path, "read", error);
  }
}

/** The lines behind the header that say what happened to inputs. */
export async function* linesOf(path: string, files: JournalFiles): AsyncGenerator<JournalLine> {
  for await (const { line } of scanJournal(path, files)) if (line !== undefined) yield line;
}

/** Checks every line against those before it. */
class Scan {
  readonly #path: string;
  readonly #longestHeader: number;
  /** Of the next line in the file, whole or not. */
  #offset = 0;
  #ordinal = 0;
  #crc = 0;
  #mustBeSealed = false;
  #nextIndex = 0;
  /** The first line with missing blocks: only such lines may follow it. */
  #zeros: number | undefined;

  constructor(path: string, longestHeader: number) {
    this.#path = path;
    this.#longestHeader = longestHeader;
  }

  /** Undefined for a line that is torn. */
  next(raw: RawLine): ScannedLine | undefined {
    this.#ordinal++;
    const text = raw.bytes.toString("utf8");
    const read = this.#ordinal === 1 ? this.#header(raw, text) : this.#line(raw, text);
    const start = this.#offset;
    this.#offset += raw.bytes.length + (raw.hasLineFeed ? 1 : 0);
    if (read === undefined) return undefined;
    return {
      start,
      end: this.#offset,
      ordinal: this.#ordinal,
      crc: this.#crc,
      hasLineFeed: raw.hasLineFeed,
      ...read,
    };
  }

  #header(raw: RawLine, text: string): Pick<ScannedLine, "header"> | undefined {
    // Zeros beside other content prove nothing: the file may be another program's.
    const hasOnlyZeros = /^\0+$/.test(text);
    if (!raw.hasLineFeed && (hasOnlyZeros || isTorn(text, HEADER_START))) {
      if (raw.bytes.length > this.#longestHeader) throw damaged(this.#path, 1);
      return undefined;
    }
    if (!raw.hasLineFeed && !text.endsWith("}"))
      throw beginsLikeHeader(text)
        ? damaged(this.#path, 1)
        : notAJournal(this.#path, "is not a journal of smn-sms");
    const header = parseHeader(text, this.#path);
    this.#mustBeSealed = header.version !== 1;
    if (!this.#isSealed(raw.bytes) || text.endsWith("\r")) throw damaged(this.#path, 1);
    return { header };
  }

  #line(raw: RawLine, text: string): Pick<ScannedLine, "line" | "sender"> | undefined {
    const parsed = text.endsWith("\r") ? undefined : parseLine(text);
    if (this.#zeros !== undefined && parsed !== undefined) throw damaged(this.#path, this.#zeros);
    if (parsed !== undefined && this.#isSealed(raw.bytes) && this.#isPlausible(parsed))
      return "sender" in parsed ? parsed : { line: parsed };
    // What is read as JSON has no zeros in it.
    if (lacksBlocks(raw.bytes, this.#offset, !raw.hasLineFeed)) this.#zeros ??= this.#ordinal;
    else if (raw.hasLineFeed || !isTorn(text, '{"s')) throw damaged(this.#path, this.#ordinal);
    return undefined;
  }

  #isSealed(line: Buffer): boolean {
    const found = checkSeal(line, this.#crc);
    if (typeof found === "number") {
      this.#crc = found;
      this.#mustBeSealed = true;
    }
    return typeof found === "number" || (found === "absent" && !this.#mustBeSealed);
  }

  #isPlausible(line: JournalLine | SenderLine): boolean {
    if ("sender" in line) return true;
    let next = this.#nextIndex;
    for (const [, last] of line.indices) next = Math.max(next, last + 1);
    if (next > this.#nextIndex + LARGEST_STEP) return false;
    this.#nextIndex = next;
    return true;
  }
}
