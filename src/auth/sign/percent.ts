/**
 * Undoes one layer of percent-encoding. The result is a byte string (one character per UTF-8 byte), so that
 * escapes that are not valid UTF-8 survive a decode and encode unchanged, and the plain `<` of two results is
 * code point order. A `%` without two hexadecimal digits stays as it is.
 */
export function percentDecode(text: string): string {
  const bytes = NOT_ASCII.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
  if (!bytes.includes("%")) return bytes;
  return bytes.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Encodes every byte of a byte string except the unreserved set of RFC 3986 (`A-Z a-z 0-9 - _ . ~`). */
export function percentEncode(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9\-_.~]/g, escapeByte);
}

/** As `percentEncode`, but leaves the slashes between segments. */
export function percentEncodePath(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9\-_.~/]/g, escapeByte);
}

const NOT_ASCII = /[^\0-\x7f]/;

function escapeByte(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
