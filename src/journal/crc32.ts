const POLYNOMIAL = 0xedb88320;
/** Bytes that are taken at once, each by a table of its own. */
const WIDTH = 8;

/** Made when it is first used. */
let knownTables: Int32Array | undefined;

/**
 * The CRC-32 of bytes (as zlib's: not every runtime has that one, and loading zlib takes longer than some tables).
 *
 * @param seed the check sum of the bytes before these
 */
export function crc32(bytes: Uint8Array, seed = 0): number {
  const tables = (knownTables ??= makeTables());
  let crc = ~seed;
  const { length } = bytes;
  let at = 0;
  // Indices: iterating over a typed array takes several times as long. All are within their arrays.
  for (; at + WIDTH <= length; at += WIDTH) {
    crc ^=
      byteAt(bytes, at) |
      (byteAt(bytes, at + 1) << 8) |
      (byteAt(bytes, at + 2) << 16) |
      (byteAt(bytes, at + 3) << 24);
    crc =
      entry(tables, 7, crc) ^
      entry(tables, 6, crc >>> 8) ^
      entry(tables, 5, crc >>> 16) ^
      entry(tables, 4, crc >>> 24) ^
      entry(tables, 3, byteAt(bytes, at + 4)) ^
      entry(tables, 2, byteAt(bytes, at + 5)) ^
      entry(tables, 1, byteAt(bytes, at + 6)) ^
      entry(tables, 0, byteAt(bytes, at + 7));
  }
  for (; at < length; at++) crc = (crc >>> 8) ^ entry(tables, 0, crc ^ byteAt(bytes, at));
  return ~crc >>> 0;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

/** Of a byte with as many bytes behind it. */
function entry(tables: Int32Array, behind: number, byte: number): number {
  return tables[(behind << 8) | (byte & 0xff)] as number;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(WIDTH * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    tables[byte] = value;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256] as number;
    tables[at] = (before >>> 8) ^ (tables[before & 0xff] as number);
  }
  return tables;
}
