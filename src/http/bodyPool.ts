import { BodyWriter } from "../messages/bodyWriter.js";

/** Writers at rest, at most: as many as requests are usually in flight. */
const LARGEST = 32;

/** Buffers for the bodies of requests, to be used again and again. */
export class BodyPool {
  readonly #idle: BodyWriter[] = [];

  take(): BodyWriter {
    return this.#idle.pop() ?? new BodyWriter();
  }

  /** Gives a writer back: only when nothing can read its bytes any more, or another request would be sent in its place. */
  give(writer: BodyWriter): void {
    if (this.#idle.length >= LARGEST) return;
    writer.reset();
    this.#idle.push(writer);
  }
}
