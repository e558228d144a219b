import { SmnError } from "../base/errors.js";
import { safeCause } from "../base/safeCause.js";
import { journalError } from "./journalErrors.js";
import type { JournalFile } from "./journalFiles.js";
import { seal } from "./seal.js";
import { writeAll } from "./writeAll.js";

export interface LineWriterOptions {
  readonly file: Pick<JournalFile, "write" | "sync">;
  readonly path: string;
  /** Where the file ends, in bytes. */
  readonly size: number;
  /** The check sum of the last line; 0 before the first. */
  readonly crc: number;
  /**
   * Rejects when the file is not this process's own any more; it should end at this size, if that is known.
   */
  readonly checkOwner: (size: number | undefined) => Promise<void>;
}

interface Waiting {
  readonly lines: readonly string[];
  readonly durable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: SmnError) => void;
}

/**
 * Appends lines to a file, in order, each with its check sum. Everything that waits is written and synced together, so
 * that many requests share the price of one sync. After a failure nothing is written any more.
 */
export class LineWriter {
  readonly #options: LineWriterOptions;
  #size: number;
  #crc: number;
  /** Whether something was written since the last sync. */
  #isDirty = false;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #failure: SmnError | undefined;

  constructor(options: LineWriterOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#crc = options.crc;
  }

  /**
   * Resolves when the lines are written to a file that was found to be this process's own, or, if they must be durable,
   * when they are on disk and that was found out afterwards. Rejects with `SmnError` (`journal`).
   */
  append(lines: readonly string[], durable: boolean): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ lines, durable, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when everything is on disk. */
  async flush(): Promise<void> {
    await this.append([], true);
  }

  async #work(): Promise<void> {
    // Wait a turn: requests that start together are recorded together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#fail(await this.#whyFailed(error), group);
      }
    }
    this.#working = undefined;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const { file, checkOwner } = this.#options;
    const parts: Uint8Array[] = [];
    let crc = this.#crc;
    for (const { lines } of group)
      for (const line of lines) {
        const sealed = seal(line, crc);
        parts.push(sealed.bytes);
        ({ crc } = sealed);
      }
    const bytes = Buffer.concat(parts);
    const isDurable = group.some(({ durable }) => durable);
    // Somebody else may be writing to it by now, and what this process did not send, send.
    if (!isDurable) await checkOwner(this.#size);
    if (bytes.length > 0) {
      await writeAll(file, bytes, this.#size);
      this.#isDirty = true;
    }
    this.#size += bytes.length;
    this.#crc = crc;
    if (!isDurable) return;
    if (this.#isDirty) await file.sync();
    this.#isDirty = false;
    await checkOwner(this.#size);
  }

  /** A disk may fail when the file is somebody else's already: that is the graver of the two. */
  async #whyFailed(error: unknown): Promise<unknown> {
    try {
      if (!(error instanceof SmnError)) await this.#options.checkOwner(undefined);
      return error;
    } catch (lost) {
      return lost;
    }
  }

  #fail(error: unknown, group: Waiting[]): void {
    this.#failure = error instanceof SmnError ? error : unwritable(this.#options.path, error);
    for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(this.#failure);
  }
}

function unwritable(path: string, error: unknown): SmnError {
  const cause = safeCause(error);
  return journalError(
    `The journal ${path} cannot be written (${cause.message}). Messages not yet recorded in it were not sent.`,
    "unwritable",
    cause,
  );
}
