/**
 * Bytes as a text, without a byte order mark. Not by `TextDecoder`, which the pages of test runners (jsdom) do not have.
 */
export function decodeText({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}
