/** Lines of rows that follow upon each other. */
interface Stretch {
  /** The row after the last of them. */
  end: number;
  text: string;
  /** The text, when there is enough of it. */
  bytes: Uint8Array | undefined;
}

/** Text that is turned into bytes at once, in UTF-16 units: of this size it stays in the processor's cache. */
const PIECE = 16 * 1024;

/** Puts lines that come in any order into that of their rows. */
export class LineOrder {
  /** What was not taken yet, by the first row of each. */
  readonly #stretches = new Map<number, Stretch>();
  /** The one that got the last line. */
  #current: Stretch | undefined;
  /** The row whose line is to be taken next. */
  #next = 0;
  #size = 0;

  /** How much is here, in UTF-16 units or bytes. */
  get size(): number {
    return this.#size;
  }

  /** Throws when the row had a line already; that it has none of those that were not taken shows in the end only. */
  add(row: number, line: string): void {
    let stretch = this.#current;
    if (stretch?.end !== row) {
      if (row < this.#next || this.#stretches.has(row)) throw new Error("the row has a line already");
      this.#stretches.set(row, (this.#current = stretch = { end: row, text: "", bytes: undefined }));
    }
    stretch.end++;
    stretch.text += line;
    this.#size += line.length;
    if (stretch.text.length < PIECE) return;
    this.#encode(stretch);
    this.#current = undefined;
  }

  /** Takes the lines that no earlier row is missing for. */
  take(): Uint8Array[] {
    const taken: Uint8Array[] = [];
    for (;;) {
      const stretch = this.#stretches.get(this.#next);
      if (stretch === undefined) return taken;
      this.#stretches.delete(this.#next);
      this.#next = stretch.end;
      if (stretch === this.#current) this.#current = undefined;
      const bytes = stretch.bytes ?? this.#encode(stretch);
      this.#size -= bytes.length;
      taken.push(bytes);
    }
  }

  /** Whether the lines of exactly so many rows were taken. */
  isAt(rows: number): boolean {
    return this.#next === rows && this.#stretches.size === 0;
  }

  clear(): void {
    this.#stretches.clear();
    this.#current = undefined;
    this.#size = 0;
  }

  #encode(stretch: Stretch): Uint8Array {
    const bytes = Buffer.from(stretch.text, "utf8");
    this.#size += bytes.length - stretch.text.length;
    stretch.text = "";
    return (stretch.bytes = bytes);
  }
}
