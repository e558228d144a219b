/** The bytes of a character in an encoding: one or two of them, as a number; 0 for a character that it does not have. */
export interface CharacterBytes {
  readonly width: 1 | 2;
  /** By UTF-16 unit. */
  readonly codes: Uint16Array;
}

/** Windows-1252, and the control characters of Latin-1 where it has none. */
const FROM_0X80 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

export const windows1252: () => CharacterBytes = once(() => {
  const codes = new Uint16Array(0x10000);
  for (let byte = 0xa0; byte <= 0xff; byte++) codes[byte] = byte;
  for (let byte = 0x80; byte < 0xa0; byte++) {
    codes[byte] = byte;
    codes[FROM_0X80.charCodeAt(byte - 0x80)] = byte;
  }
  return { width: 1, codes };
});

export const macRoman: () => CharacterBytes = once(() => {
  const codes = new Uint16Array(0x10000);
  const decoder = new TextDecoder("macintosh");
  for (let byte = 0x80; byte <= 0xff; byte++) codes[decoder.decode(Uint8Array.of(byte)).charCodeAt(0)] = byte;
  return { width: 1, codes };
});

/** GBK: the characters of GB18030 that have two bytes, or one. */
export const gbk: () => CharacterBytes = once(() => {
  const codes = new Uint16Array(0x10000);
  const pairs: number[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) pairs.push((lead << 8) | trail);
  const bytes = Uint8Array.from(pairs.flatMap((pair) => [pair >> 8, pair & 0xff, 0x0a]));
  const characters = new TextDecoder("gb18030").decode(bytes).split("\n");
  pairs.forEach((pair, place) => {
    const character = characters[place] ?? "";
    if (character.length === 1 && character !== "\uFFFD") codes[character.charCodeAt(0)] = pair;
  });
  codes["€".charCodeAt(0)] = 0x80; // in Windows' form of it, in which files are misread
  return { width: 2, codes };
});

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
