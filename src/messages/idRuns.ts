/** In an id of the usual form a shorter part of a text is mere chance. */
const RUN = 8;
/** The places of an id that are looked at first: a run has one of these blocks whole, wherever it begins. */
const BLOCK = 4;

const IS_OF_IDS = new Uint8Array(2 ** 16);
for (const one of "0123456789abcdefABCDEF-") IS_OF_IDS[one.charCodeAt(0)] = 1;

/** The parts of texts that an id of the usual form could quote: most texts have none, and then nothing is looked for. */
export class IdRuns {
  readonly #runs = new Set<string>();
  /** Whether there is a run with such a block. Made with the first run. */
  #blocks: Uint8Array | undefined;

  add(text: string): void {
    // A run has one of every so many characters.
    for (let at = RUN - 1; at < text.length; at += RUN) {
      if (!isOfIds(text, at)) continue;
      let from = at;
      while (from > 0 && isOfIds(text, from - 1)) from--;
      while (at < text.length && isOfIds(text, at)) at++;
      if (at - from >= RUN) this.#addRuns(text.slice(from, at).toLowerCase());
    }
  }

  /** Whether one of them is in an id. */
  areIn(id: string): boolean {
    const blocks = this.#blocks;
    if (blocks === undefined) return false;
    for (let at = 0; at + BLOCK <= id.length; at += BLOCK)
      if (blocks[blockAt(id, at)] === 1 && this.#isRunAround(id, at)) return true;
    return false;
  }

  #addRuns(part: string): void {
    const blocks = (this.#blocks ??= new Uint8Array(2 ** 16));
    for (let at = 0; at + BLOCK <= part.length; at++) blocks[blockAt(part, at)] = 1;
    for (let at = 0; at + RUN <= part.length; at++) this.#runs.add(part.slice(at, at + RUN));
  }

  /** Whether there is a run of which this is the first whole block. */
  #isRunAround(id: string, block: number): boolean {
    for (let at = Math.max(0, block - BLOCK + 1); at <= block; at++)
      if (this.#runs.has(id.slice(at, at + RUN).toLowerCase())) return true;
    return false;
  }
}

function isOfIds(text: string, at: number): boolean {
  return IS_OF_IDS[text.charCodeAt(at)] === 1;
}

/** A number for a block, whose case does not count. */
function blockAt(text: string, at: number): number {
  let block = 0;
  for (let i = at; i < at + BLOCK; i++) block = block * 31 + (text.charCodeAt(i) | 0x20);
  return block & 0xffff;
}
