/** A text of its own: one that was cut from another text keeps all of that in memory. */
export function copyOf(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
