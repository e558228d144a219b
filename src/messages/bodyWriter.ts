/** In bytes: enough for a full request of usual texts. */
const USUAL_SIZE = 256 * 1024;
/** Characters that are turned into bytes at once: text of this size stays in the processor's cache. */
const PIECE = 16 * 1024;
/** A UTF-16 unit has three bytes of UTF-8 at most. */
const BYTES_PER_UNIT = 3;
const HEAD = '{"sms_message":[';
const NOTHING = Buffer.alloc(0);

/** Puts the body of one request together. */
export class BodyWriter {
  readonly #firstSize: number;
  #bytes = NOTHING;
  #length = 0;
  /** The end of the body that is not turned into bytes yet. */
  #piece = HEAD;
  #isFirst = true;

  /**
   * @param expectedBytes how long the body will probably be: a buffer of that size need not grow, which would copy it
   */
  constructor(expectedBytes: number = USUAL_SIZE) {
    // The last piece is written where it would fit at its largest.
    this.#firstSize = expectedBytes + 2 * PIECE * BYTES_PER_UNIT;
  }

  /** @param message as JSON */
  add(message: string): void {
    this.#piece += this.#isFirst ? message : `,${message}`;
    this.#isFirst = false;
    if (this.#piece.length < PIECE) return;
    this.#reserve(this.#piece.length * BYTES_PER_UNIT, this.#firstSize);
    this.#flush();
  }

  /** Ends the body, once. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#piece += "]}";
    this.#reserve(Buffer.byteLength(this.#piece), 0);
    this.#flush();
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(bytes: number, least: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, least, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  #flush(): void {
    this.#length += this.#bytes.write(this.#piece, this.#length, "utf8");
    this.#piece = "";
  }
}
