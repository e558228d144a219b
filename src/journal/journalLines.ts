import { readFully } from "../base/readFully.js";
import { journalError } from "./journalErrors.js";
import type { JournalFile, JournalFiles } from "./journalFiles.js";
import { parseLine, type JournalLine } from "./journalLine.js";

/** Lines that are held in memory, some 100 kB each. A run of this concurrency is read without reading a line twice. */
const HELD = 48;
/** Bytes that are read at once: the lines that follow are wanted next. */
const BLOCK = 256 * 1024;

/** Where a line is in its file, in bytes. */
export interface LineSpan {
  readonly start: number;
  readonly end: number;
}

/** A line, with a finder of its indices that is quick as long as they ascend. */
export interface HeldLine {
  readonly line: JournalLine;
  /** The offset of an index in the lists of the line. */
  offsetOf(index: number): number;
}

/** Reads lines of a journal wherever they are, and keeps those that were read last. */
export class JournalLines {
  readonly #path: string;
  readonly #file: JournalFile;
  readonly #held = new Map<number, HeldLine>();
  /** The bytes that were read last, and where they begin. */
  #block: Buffer = Buffer.alloc(0);
  #start = 0;

  static async open(path: string, files: JournalFiles): Promise<JournalLines> {
    return new JournalLines(path, await files.open(path, "r"));
  }

  private constructor(path: string, file: JournalFile) {
    this.#path = path;
    this.#file = file;
  }

  /** The line when it is in memory. */
  held(ordinal: number): HeldLine | undefined {
    return this.#held.get(ordinal);
  }

  async read(ordinal: number, span: LineSpan): Promise<HeldLine> {
    const bytes = await this.#bytesOf(span);
    const line = bytes.length === span.end - span.start ? parseLine(bytes.toString("utf8")) : undefined;
    if (line === undefined || "sender" in line)
      throw journalError(
        `The journal ${this.#path} was changed by another program while it was read.`,
        "damaged",
      );
    const held = hold(line);
    const [oldest] = this.#held.keys();
    if (this.#held.size >= HELD && oldest !== undefined) this.#held.delete(oldest);
    this.#held.set(ordinal, held);
    return held;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Fewer where the file has no more. */
  async #bytesOf({ start, end }: LineSpan): Promise<Buffer> {
    if (start < this.#start || end > this.#start + this.#block.length) {
      const room = Buffer.allocUnsafe(Math.max(BLOCK, end - start));
      this.#block = room.subarray(0, await readFully(this.#file.read, room, start));
      this.#start = start;
    }
    return this.#block.subarray(start - this.#start, end - this.#start);
  }
}

function hold(line: JournalLine): HeldLine {
  let offset = 0;
  const ranges = line.indices.map(([first, last]) => {
    const range = { first, last, offset };
    offset += last - first + 1;
    return range;
  });
  /** The one that was found last. */
  let at = 0;
  return {
    line,
    offsetOf(index) {
      // They need not ascend: a message that waited for its number goes out behind later ones.
      for (let left = ranges.length; left > 0; left--) {
        const range = ranges[at] as (typeof ranges)[number];
        if (index >= range.first && index <= range.last) return range.offset + index - range.first;
        at = (at + 1) % ranges.length;
      }
      return -1;
    },
  };
}
