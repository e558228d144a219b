import { mostBytes, writeText } from "../../base/writeText.js";
import type { ResultsTarget } from "./resultsTarget.js";

/** Bytes that are written at once. */
const BLOCK = 512 * 1024;
/** UTF-16 units that are encoded together: the engine puts the parts of longer texts together more slowly. */
const ENOUGH = 32 * 1024;

/** Hands texts on to a target as large blocks of UTF-8. */
export class TextBlocks {
  readonly #target: Pick<ResultsTarget, "write">;
  #block = Buffer.allocUnsafeSlow(BLOCK);
  #size = 0;
  #text = "";

  constructor(target: Pick<ResultsTarget, "write">) {
    this.#target = target;
  }

  /** @returns whether there is enough for `write` */
  add(text: string): boolean {
    this.#text += text;
    if (this.#text.length >= ENOUGH) this.#encode();
    return this.#size >= BLOCK / 2;
  }

  /** Resolves when there is room for more. */
  async write(): Promise<void> {
    this.#encode();
    if (this.#size === 0) return;
    const bytes = this.#block.subarray(0, this.#size);
    // Never filled again: nobody has to say when it was written.
    this.#block = Buffer.allocUnsafeSlow(BLOCK);
    this.#size = 0;
    await this.#target.write(bytes);
  }

  #encode(): void {
    const most = this.#size + mostBytes(this.#text);
    if (most > this.#block.length) {
      const larger = Buffer.allocUnsafeSlow(most);
      larger.set(this.#block.subarray(0, this.#size));
      this.#block = larger;
    }
    this.#size = writeText(this.#block, this.#size, this.#text);
    this.#text = "";
  }
}
