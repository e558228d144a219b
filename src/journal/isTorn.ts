/** Every block of a disk, and of a file system, ends at a multiple of this. */
const BLOCK = 512;

/**
 * Whether a line lacks blocks that never reached the disk, and are zeros: nothing writes them. Such zeros begin where the
 * line or a block does and reach to the end of a block, or they reach to the end of the file; any others are damage.
 *
 * @param start of the line in its file, in bytes
 * @param isLast whether the file ends with it, without a line feed
 */
export function lacksBlocks(line: Uint8Array, start: number, isLast: boolean): boolean {
  let from = line.indexOf(0);
  if (from === -1) return false;
  for (; from !== -1;) {
    let to = from;
    while (line[to] === 0) to++;
    const isOfBlocks = (from === 0 || isBorder(start + from)) && isBorder(start + to);
    if (!isOfBlocks && !(isLast && to === line.length)) return false;
    from = line.indexOf(0, to);
  }
  return true;
}

function isBorder(offset: number): boolean {
  return offset % BLOCK === 0;
}

/**
 * Whether a last line without a line feed proves that its write was cut off: it is the beginning of a JSON object that
 * never ends. An object that ends was written whole, so that something else has altered what follows it.
 *
 * @param start how every such line begins
 */
export function isTorn(text: string, start: string): boolean {
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
