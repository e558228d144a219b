import { readAhead } from "../base/readAhead.js";
import type { JournalFile } from "./journalFiles.js";

/** A line as it is in the file, without its line feed. It holds until the next one is asked for. */
export interface RawLine {
  readonly bytes: Buffer;
  /** False for the last line of a file that does not end with a line feed. */
  readonly hasLineFeed: boolean;
}

const NEWLINE = 0x0a;
const CHUNK = 256 * 1024;

/**
 * Reads a file line by line.
 *
 * @param longest bytes of a line, at most
 * @param tooLong makes the exception for a longer one
 */
export async function* readLines(
  file: JournalFile,
  longest: number,
  tooLong: () => Error,
): AsyncGenerator<RawLine> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of readAhead(file.read, CHUNK)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      yield { bytes: parts.length === 0 ? piece : Buffer.concat([...parts, piece]), hasLineFeed: true };
      parts = [];
      size = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    parts.push(Buffer.from(chunk.subarray(start))); // the chunk does not hold
    size += chunk.length - start;
    if (size > longest) throw tooLong();
  }
  if (size > 0) yield { bytes: Buffer.concat(parts), hasLineFeed: false };
}
