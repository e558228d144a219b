const POLYNOMIAL = 0xedb88320;

/** Made when it is first used. */
let knownTable: Int32Array | undefined;

function createTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    return value;
  });
}

/**
 * The CRC-32 of bytes (as zlib's: not every runtime has that one, and loading zlib takes longer than a table).
 *
 * @param seed the check sum of the bytes before these
 */
export function crc32(bytes: Uint8Array, seed = 0): number {
  const table = (knownTable ??= createTable());
  let crc = ~seed;
  const { length } = bytes;
  // An index: iterating over a typed array takes several times as long. Both indices are within their arrays.
  for (let offset = 0; offset < length; offset += 1)
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[offset] as number)) & 0xff] as number);
  return ~crc >>> 0;
}
