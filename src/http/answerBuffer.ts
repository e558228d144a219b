/** Enough for the answer to a full request. */
const FIRST_SIZE = 128 * 1024;
/** Larger ones are not kept for the next answer. */
const LARGEST_KEPT = 1024 * 1024;
/** Buffers at rest, at most: as many as requests are usually in flight. */
const LARGEST_NUMBER = 32;

/** Buffers for answers, to be used again and again: buffers of this size are costly to make, and freed late. */
export class AnswerBufferPool {
  readonly #idle: Buffer[] = [];

  take(): Buffer {
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(FIRST_SIZE);
  }

  give(bytes: Buffer): void {
    if (bytes.length <= LARGEST_KEPT && this.#idle.length < LARGEST_NUMBER) this.#idle.push(bytes);
  }
}

/** Collects the body of one answer, and turns it into a text, once. */
export class AnswerBuffer {
  readonly #pool: AnswerBufferPool;
  #bytes: Buffer | undefined;
  #length = 0;

  constructor(pool: AnswerBufferPool) {
    this.#pool = pool;
  }

  /** How many bytes have come. */
  get length(): number {
    return this.#length;
  }

  get first(): number | undefined {
    return this.#length === 0 ? undefined : this.#bytes?.[0];
  }

  add(chunk: Uint8Array): void {
    let bytes = (this.#bytes ??= this.#pool.take());
    const length = this.#length + chunk.length;
    if (length > bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(length, bytes.length * 2));
      bytes.copy(grown, 0, 0, this.#length);
      this.#pool.give(bytes);
      this.#bytes = bytes = grown;
    }
    bytes.set(chunk, this.#length);
    this.#length = length;
  }

  /** The body as a text. The bytes are gone then: they are written over by the next answer. */
  take(encoding: "utf8" | "latin1"): string {
    const bytes = this.#bytes;
    if (bytes === undefined) return "";
    this.#bytes = undefined;
    const text = bytes.toString(encoding, 0, this.#length);
    this.#length = 0;
    this.#pool.give(bytes);
    return text;
  }
}
