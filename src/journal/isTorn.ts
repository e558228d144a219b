/** Fewer zeros in a row may be a flipped bit in a blank, but at the end, where no line has one. */
const ZEROS = /\0{4}|\0+$/;

/** Whether blocks of a text never reached the disk, and are zeros: nothing writes them. */
export function hasZeros(text: string): boolean {
  return ZEROS.test(text);
}

/**
 * Whether a last line without a line feed proves that its write was cut off: it is the beginning of a JSON object that
 * never ends, or has zeros. An object that ends was written whole, so that something else has altered what follows it.
 *
 * @param start how every such line begins
 */
export function isTorn(text: string, start: string): boolean {
  if (hasZeros(text)) return true;
  const length = Math.min(text.length, start.length);
  if (text.slice(0, length) !== start.slice(0, length)) return false;
  let isInString = false;
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const character = text[offset];
    // JSON escapes control characters: a raw one was a line end or another character.
    if ((character ?? "") < " ") return false;
    if (isInString && character === "\\") offset++;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return false;
  }
  return true;
}
