import { isAscii, isUtf8, transcode } from "node:buffer";
import { CliError } from "../base/cliError.js";

export type Encoding = "utf-8" | "gb18030";

const UTF8_MARK = Buffer.from("\uFEFF");

/** A piece of text that ends with a line feed, or with the file. */
export interface TextPiece {
  readonly text: string;
  /** The line on which it begins, counted from 1. */
  readonly line: number;
}

const LINE_FEED = 0x0a;
const LONGEST_LINE = 8 * 1024 * 1024;

/**
 * Decodes bytes in pieces of whole lines. In both encodings a line feed is never part of another character: so every
 * piece begins with a clean state, wherever the bytes were cut. Throws `CliError`, naming the byte and the line, when
 * the bytes are not text of this encoding.
 */
export async function* decodeLines(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  name: string,
): AsyncGenerator<TextPiece> {
  let rest: Uint8Array[] = [];
  let restLength = 0;
  let position = 0;
  let line = 1;
  // Nothing but UTF-8, and more than ASCII: GB18030 would make other characters of it, without an error.
  let isUtf8SoFar = encoding === "gb18030";
  let isAsciiSoFar = true;
  const decode = (bytes: Uint8Array): TextPiece => {
    if (isUtf8SoFar) {
      if (position === 0 && UTF8_MARK.equals(bytes.subarray(0, UTF8_MARK.length))) throw otherEncoding(name);
      isAsciiSoFar &&= isAscii(bytes);
      isUtf8SoFar = isUtf8(bytes);
    }
    const piece = { text: decodePiece(bytes, { encoding, name, position, line }), line };
    position += bytes.length;
    line += countLineFeeds(bytes);
    return piece;
  };
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      const whole = chunk.subarray(0, end);
      yield decode(rest.length === 0 ? whole : Buffer.concat([...rest, whole]));
      rest = [];
      restLength = 0;
    }
    if (end < chunk.length) rest.push(Uint8Array.from(chunk.subarray(end))); // the chunk does not hold
    restLength += chunk.length - end;
    if (restLength > LONGEST_LINE)
      throw new CliError(`${name}, line ${line}: longer than ${LONGEST_LINE} bytes. Is it a text file?`);
  }
  if (restLength > 0) yield decode(Buffer.concat(rest));
  if (isUtf8SoFar && !isAsciiSoFar) throw otherEncoding(name);
}

function otherEncoding(name: string): CliError {
  return new CliError(
    `${name} is UTF-8, not GB18030: its texts would go out garbled. Nothing was sent. Leave --encoding out.`,
  );
}

interface Place {
  encoding: Encoding;
  name: string;
  position: number;
  line: number;
}

function decodePiece(bytes: Uint8Array, place: Place): string {
  if (place.encoding === "utf-8") {
    if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    // Several times faster than a decoder, where the text is Chinese.
    if (isUtf8(bytes)) return transcode(bytes, "utf8", "ucs2").toString("ucs2");
    throw invalidBytes(bytes, place);
  }
  try {
    return decoderOf(place.encoding).decode(bytes);
  } catch {
    throw invalidBytes(bytes, place);
  }
}

function decoderOf(encoding: Encoding): InstanceType<typeof TextDecoder> {
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
}

function invalidBytes(bytes: Uint8Array, { encoding, name, position, line }: Place): CliError {
  const bad = firstInvalidByte(bytes, encoding);
  const where = `byte ${position + bad + 1} (line ${line + countLineFeeds(bytes.subarray(0, bad))})`;
  const hint =
    encoding === "utf-8"
      ? "Save it as UTF-8, or add --encoding gb18030 if it was saved by a spreadsheet on Chinese Windows."
      : "Save it as UTF-8 and leave --encoding out.";
  return new CliError(`${name} is not ${encoding} text: ${where} cannot be read. Nothing was sent. ${hint}`);
}

/** Bisects: a beginning of the bytes can be decoded exactly as long as it does not hold the invalid one. */
function firstInvalidByte(bytes: Uint8Array, encoding: Encoding): number {
  let valid = 0;
  let tooLong = bytes.length + 1;
  while (tooLong - valid > 1) {
    const middle = Math.floor((valid + tooLong) / 2);
    if (isBeginningOfText(bytes.subarray(0, middle), encoding)) valid = middle;
    else tooLong = middle;
  }
  return Math.min(valid, bytes.length - 1);
}

function isBeginningOfText(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    decoderOf(encoding).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
