/** The sign of lost characters in a text, as it is shown: nobody can tell which they were. `undefined` where there is none. */
export function lostCharacterIn(text: string): string | undefined {
  if (text.includes("\uFFFD")) return "\uFFFD (U+FFFD)";
  return text.includes("锟斤拷") ? "锟斤拷" : undefined;
}
