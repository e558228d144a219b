/** Enough for a request of usual texts; longer ones make the buffer grow. */
const FIRST_SIZE = 256 * 1024;
/** Characters that are turned into bytes at once: text of this size stays in the processor's cache. */
const PIECE = 16 * 1024;
/** A UTF-16 unit has three bytes of UTF-8 at most. */
const BYTES_PER_UNIT = 3;
const HEAD = '{"sms_message":[';

/**
 * Puts the body of a request together, in a buffer that is used again for the next one: buffers of this size are
 * costly to make, and garbage that piles up.
 */
export class BodyWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  #length = 0;
  /** What is not turned into bytes yet. */
  #piece = HEAD;
  #isFirst = true;

  /** @param message as JSON */
  add(message: string): void {
    this.#piece += this.#isFirst ? message : `,${message}`;
    this.#isFirst = false;
    if (this.#piece.length >= PIECE) this.#flush();
  }

  /** Ends the body. @returns a view of it that holds until `reset` */
  finish(): Uint8Array<ArrayBuffer> {
    this.#piece += "]}";
    this.#flush();
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins the next body, over the bytes of this one. */
  reset(): void {
    this.#length = 0;
    this.#piece = HEAD;
    this.#isFirst = true;
  }

  #flush(): void {
    const needed = this.#length + this.#piece.length * BYTES_PER_UNIT;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#length += this.#bytes.write(this.#piece, this.#length, "utf8");
    this.#piece = "";
  }
}
