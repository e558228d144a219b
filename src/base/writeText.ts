/** A UTF-16 unit has three bytes of UTF-8 at most. */
const BYTES_PER_UNIT = 3;
/** Writing so many units takes as long as asking Node to do it. */
const SHORT = 20;

/** How many bytes a text has at most. */
export function mostBytes(text: string): number {
  return text.length * BYTES_PER_UNIT;
}

/**
 * Writes a text as UTF-8.
 *
 * @param bytes have room for `mostBytes` of it
 * @returns where it ends
 */
export function writeText(bytes: Buffer, start: number, text: string): number {
  if (text.length > SHORT) return start + bytes.write(text, start);
  let at = start;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes[at++] = unit;
    else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else if (unit >= 0xd800 && unit < 0xe000) {
      // Two of them are one character.
      return start + bytes.write(text, start);
    } else {
      bytes[at++] = 0xe0 | (unit >> 12);
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[at++] = 0x80 | (unit & 0x3f);
    }
  }
  return at;
}
