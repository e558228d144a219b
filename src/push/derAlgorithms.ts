/** An element of DER: where its content begins and ends. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
const VERSION = 0xa0;

/**
 * The algorithm that a certificate was signed with, as the hexadecimal content of its object identifier: both
 * places that name it, inside the signed part and outside. `node:crypto` does not tell.
 *
 * @throws {RangeError} when the bytes are not a certificate
 */
export function derAlgorithms(certificate: Uint8Array): { inner: string; outer: string } {
  const whole = element(certificate, 0, SEQUENCE);
  const signedPart = element(certificate, whole.start, SEQUENCE);
  const first = element(certificate, signedPart.start);
  const serial = first.tag === VERSION ? element(certificate, first.end) : first;
  return {
    inner: algorithm(certificate, element(certificate, serial.end, SEQUENCE)),
    outer: algorithm(certificate, element(certificate, signedPart.end, SEQUENCE)),
  };
}

function algorithm(bytes: Uint8Array, { start }: Element): string {
  const name = element(bytes, start, OBJECT_IDENTIFIER);
  return Buffer.from(bytes.subarray(name.start, name.end)).toString("hex");
}

function element(bytes: Uint8Array, at: number, expected?: number): Element {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || (expected !== undefined && tag !== expected))
    throw new RangeError("not the expected element");
  const count = first < 0x80 ? 0 : first & 0x7f;
  // Certificates are far below 16 MB; a count of 0 would be the indefinite form, which is not DER.
  if (first === 0x80 || count > 3) throw new RangeError("not a length");
  let length = count === 0 ? first : 0;
  for (let i = 0; i < count; i += 1) length = length * 256 + (bytes[at + 2 + i] ?? Number.NaN);
  const start = at + 2 + count;
  const end = start + length;
  if (!(end <= bytes.length)) throw new RangeError("longer than its bytes");
  return { tag, start, end };
}
