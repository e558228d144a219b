import { open, type FileHandle } from "node:fs/promises";
import { SmnError } from "../errors.js";
import { parseLine, type JournalLine } from "./journalLine.js";

/** Lines that are held in memory, some 100 kB each. A run of this concurrency is read without reading a line twice. */
const HELD = 48;

/** Where a line stands in its file, in bytes. */
export interface LinePlace {
  readonly start: number;
  readonly end: number;
}

/** A line, with a reader of its places that is quick as long as indices ascend. */
export interface HeldLine {
  readonly line: JournalLine;
  /** The place of an index in the lists of the line. */
  placeOf(index: number): number;
}

/** Reads lines of a journal wherever they stand, and keeps those that were read last. */
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
  let range = 0;
  /** Indices in the ranges before this one. */
  let before = 0;
  return {
    line,
    placeOf(index) {
      if (index < (line.indices[range]?.[0] ?? 0)) range = before = 0;
      let isWhole = range === 0;
      for (;;) {
        for (; range < line.indices.length; range++) {
          const [first, last] = line.indices[range] as readonly [number, number];
          if (index >= first && index <= last) return before + index - first;
          before += last - first + 1;
        }
        range = before = 0;
        if (isWhole) return -1;
        // Ranges need not ascend: a message that waited for its number goes out behind later ones.
        isWhole = true;
      }
    },
  };
}
