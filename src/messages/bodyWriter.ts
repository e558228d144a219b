/** Characters that are turned into bytes at once: text of this size stays in the processor's cache. */
const PIECE = 16 * 1024;
const HEAD = '{"sms_message":[';

/** Puts the body of one request together. */
export class BodyWriter {
  readonly #pieces: Buffer[] = [];
  /** The end of the body that is not turned into bytes yet. */
  #piece = HEAD;
  #isFirst = true;

  /** @param message as JSON */
  add(message: string): void {
    this.#piece += this.#isFirst ? message : `,${message}`;
    this.#isFirst = false;
    if (this.#piece.length >= PIECE) this.#flush();
  }

  /** Ends the body, once. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#piece += "]}";
    this.#flush();
    return Buffer.concat(this.#pieces);
  }

  #flush(): void {
    this.#pieces.push(Buffer.from(this.#piece));
    this.#piece = "";
  }
}
