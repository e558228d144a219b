import type { JournalRecord } from "../../journal/journal.js";

/** Walks through ascending records along with ascending rows, and waits only when a batch is used up. */
export class RecordCursor {
  readonly #batches: AsyncIterator<readonly JournalRecord[]>;
  #batch: readonly JournalRecord[] = [];
  #place = 0;
  #isDone = false;

  constructor(records: AsyncIterable<readonly JournalRecord[]>) {
    this.#batches = records[Symbol.asyncIterator]();
  }

  /** Whether the record of this index may be in a batch that was not read yet. */
  mustRead(index: number): boolean {
    while (this.#place < this.#batch.length && (this.#batch[this.#place] as JournalRecord).index < index)
      this.#place++;
    return this.#place === this.#batch.length && !this.#isDone;
  }

  async read(index: number): Promise<void> {
    while (this.mustRead(index)) {
      const { done, value } = (await this.#batches.next()) as IteratorResult<
        readonly JournalRecord[],
        undefined
      >;
      this.#isDone = done === true;
      this.#batch = value ?? [];
      this.#place = 0;
    }
  }

  /** Whether there are records behind those of the rows so far. */
  async hasMoreAfter(index: number): Promise<boolean> {
    await this.read(index + 1);
    return this.#place < this.#batch.length;
  }

  at(index: number): JournalRecord | undefined {
    const record = this.#batch[this.#place];
    return record?.index === index ? record : undefined;
  }

  /** Never rejects: what was read is read. */
  async close(): Promise<void> {
    await this.#batches.return?.().catch(() => undefined);
  }
}
