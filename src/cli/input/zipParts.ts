import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const SIZES_64 = 1;
const STORED = 0;
const DEFLATED = 8;
/** Stands for a length that is in the part for large files. */
const ELSEWHERE = 0xffffffff;
const LARGEST = 1024 * 1024 * 1024;

/** The parts of an archive whose names fit, decompressed. Throws for an archive that cannot be read. */
export function* zipParts(bytes: Buffer, fits: (name: string) => boolean): Generator<Buffer> {
  let at = directoryOf(bytes);
  while (bytes.readUInt32LE(at) === ENTRY) {
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const name = bytes.toString("utf8", at + 46, nameEnd);
    if (fits(name)) {
      // In this order, those that do not fit into 32 bits are in the part for large files.
      const [, length, start] = [24, 20, 42].map(largeFields(bytes, at, bytes.subarray(nameEnd, extraEnd)));
      yield contentOf(bytes, bytes.readUInt16LE(at + 10), start ?? 0, length ?? 0);
    }
    at = extraEnd + bytes.readUInt16LE(at + 32);
  }
}

function directoryOf(bytes: Buffer): number {
  for (
    let at = bytes.length - END_LENGTH;
    at >= 0 && at >= bytes.length - END_LENGTH - LONGEST_COMMENT;
    at--
  ) {
    if (bytes.readUInt32LE(at) !== END) continue;
    const start = bytes.readUInt32LE(at + 16);
    if (start !== ELSEWHERE || bytes.readUInt32LE(at - 20) !== LOCATOR_64) return start;
    return Number(bytes.readBigUInt64LE(Number(bytes.readBigUInt64LE(at - 12)) + 48));
  }
  throw new Error("no directory");
}

function largeFields(bytes: Buffer, entry: number, extra: Buffer): (offset: number) => number {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== SIZES_64) at += 4 + extra.readUInt16LE(at + 2);
  at += 4;
  return (offset) => {
    const short = bytes.readUInt32LE(entry + offset);
    if (short !== ELSEWHERE) return short;
    at += 8;
    return Number(extra.readBigUInt64LE(at - 8));
  };
}

function contentOf(bytes: Buffer, method: number, start: number, length: number): Buffer {
  const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
  const packed = bytes.subarray(from, from + length);
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw new Error("compressed in another way");
  return inflateRawSync(packed, { maxOutputLength: LARGEST });
}
