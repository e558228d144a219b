/** Signs that characters were lost in a wrong encoding: nobody can tell which. */
const LOST: readonly (readonly [sign: string, shown: string])[] = [
  ["\uFFFD", "\uFFFD (U+FFFD)"],
  ["锟斤拷", "锟斤拷"],
];

/** The sign of lost characters in a text, as it is shown; `undefined` where there is none. */
export function lostCharacterIn(text: string): string | undefined {
  return LOST.find(([sign]) => text.includes(sign))?.[1];
}
