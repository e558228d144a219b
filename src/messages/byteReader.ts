const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/** Goes through bytes from left to right. What is expected and not there leaves it where it is. */
export class ByteReader {
  place = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #length = 0;

  /** Begins at the first of these bytes. @param length how many of them there are to read */
  begin(view: DataView, length: number): void {
    this.place = 0;
    this.#view = view;
    this.#length = length;
  }

  get isAtEnd(): boolean {
    return this.place === this.#length;
  }

  /** Passes a text. @returns whether it was there */
  skip({ length, words, rest }: Literal): boolean {
    let { place } = this;
    if (place + length > this.#length) return false;
    const view = this.#view;
    for (let n = 0; n < words.length; n++, place += 4)
      if (view.getInt32(place, true) !== words[n]) return false;
    for (let n = 0; n < rest.length; n++, place++) if (view.getUint8(place) !== rest[n]) return false;
    this.place = place;
    return true;
  }

  /** Passes a text that JSON writes as it is, in ASCII. @returns whether it is that, and was there */
  skipText(expected: string): boolean {
    const view = this.#view;
    const { place } = this;
    const { length } = expected;
    if (place + length > this.#length) return false;
    for (let n = 0; n < length; n++) {
      const unit = expected.charCodeAt(n);
      if (view.getUint8(place + n) !== unit || !isPlain(unit)) return false;
    }
    this.place = place + length;
    return true;
  }

  /** Passes what JSON writes as it is, in ASCII, up to the end of its string. @returns whether it is that */
  skipPlain(): boolean {
    const view = this.#view;
    const length = this.#length;
    let { place } = this;
    while (place + 4 <= length && isPlainWord(view.getInt32(place, true))) place += 4;
    for (; place < length; place++) {
      const byte = view.getUint8(place);
      if (byte === QUOTE) {
        this.place = place;
        return true;
      }
      if (!isPlain(byte)) return false;
    }
    return false;
  }
}

function isPlain(unit: number): boolean {
  return unit >= FIRST_PRINTABLE && unit <= LAST_PRINTABLE && unit !== QUOTE && unit !== BACKSLASH;
}

/** A text of ASCII that is looked for: four bytes are compared at once. */
export class Literal {
  readonly length: number;
  readonly words: readonly number[];
  readonly rest: readonly number[];

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text);
    const view = new DataView(bytes.buffer);
    this.length = bytes.length;
    this.words = Array.from({ length: Math.floor(bytes.length / 4) }, (_, n) => view.getInt32(n * 4, true));
    this.rest = [...bytes.subarray(this.words.length * 4)];
  }
}

/**
 * Whether none of four bytes is a quote, a backslash, a control character or above 0x7f; of some words it says no
 * although it is so. What sets the highest bit of a byte is one that is too small, too large, or 0 after the comparison.
 */
function isPlainWord(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const wrong =
    (word - 0x20202020) | (quotes - 0x01010101) | (backslashes - 0x01010101) | word | (word + 0x01010101);
  return (wrong & 0x80808080) === 0;
}
