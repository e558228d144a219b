import { open, type FileHandle } from "node:fs/promises";
import { SmnError } from "../base/errors.js";
import { parseLine, type JournalLine } from "./journalLine.js";

/** Lines that are held in memory, some 100 kB each. A run of this concurrency is read without reading a line twice. */
const HELD = 48;

/** The position of a line in its file, in bytes. */
export interface LinePlace {
  readonly start: number;
  readonly end: number;
}

/** A line, with a lookup of indices that is fast as long as they ascend. */
export interface HeldLine {
  readonly line: JournalLine;
  /** The offset of an index in the lists of the line. */
  placeOf(index: number): number;
}

/** Reads lines of a journal at any position, and keeps the last ones read. */
export class JournalLines {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #held = new Map<number, HeldLine>();

  static async open(path: string): Promise<JournalLines> {
    return new JournalLines(path, await open(path, "r"));
  }

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** The line when it is in memory. */
  held(ordinal: number): HeldLine | undefined {
    return this.#held.get(ordinal);
  }

  async read(ordinal: number, { start, end }: LinePlace): Promise<HeldLine> {
    const bytes = Buffer.alloc(end - start);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, start);
    const line = bytesRead === bytes.length ? parseLine(bytes.toString("utf8")) : undefined;
    if (line === undefined)
      throw new SmnError(`The journal ${this.#path} was changed by another program while it was read.`, {
        code: "journal",
        reason: "damaged",
        sent: "no",
      });
    const held = hold(line);
    const [oldest] = this.#held.keys();
    if (this.#held.size >= HELD && oldest !== undefined) this.#held.delete(oldest);
    this.#held.set(ordinal, held);
    return held;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function hold(line: JournalLine): HeldLine {
  let place = 0;
  const ranges = line.indices.map(([first, last]) => {
    const range = { first, last, place };
    place += last - first + 1;
    return range;
  });
  /** The one that was found last. */
  let at = 0;
  return {
    line,
    placeOf(index) {
      // They need not ascend: a message that waited for its number is sent after later ones.
      for (let left = ranges.length; left > 0; left--) {
        const range = ranges[at] as (typeof ranges)[number];
        if (index >= range.first && index <= range.last) return range.place + index - range.first;
        at = (at + 1) % ranges.length;
      }
      return -1;
    },
  };
}
