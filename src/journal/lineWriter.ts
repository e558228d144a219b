import type { FileHandle } from "node:fs/promises";
import { SmnError } from "../base/errors.js";
import { safeCause } from "../base/safeCause.js";
import { writeAll } from "./writeAll.js";

interface Waiting {
  text: string;
  durable: boolean;
  resolve: () => void;
  reject: (error: SmnError) => void;
}

/**
 * Appends lines to a file, in order. Everything that waits is written and synced together, so that many requests
 * share one sync. After a failure nothing is written any more.
 */
export class LineWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #failure: SmnError | undefined;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Resolves when the text is written, or, if it must be durable, when it is on disk. Rejects with `SmnError`. */
  append(text: string, durable: boolean): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, durable, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when everything is on disk. */
  async flush(): Promise<void> {
    await this.append("", true);
  }

  async #work(): Promise<void> {
    // Wait a turn: requests that start together are recorded together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await writeAll(this.#file, group.map(({ text }) => text).join(""));
        if (group.some(({ durable }) => durable)) await this.#file.datasync();
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#fail(error, group);
      }
    }
    this.#working = undefined;
  }

  #fail(error: unknown, group: Waiting[]): void {
    const cause = safeCause(error);
    this.#failure = new SmnError(
      `The journal ${this.#path} cannot be written (${cause.message}). Messages not yet recorded in it were not sent.`,
      { code: "journal", reason: "unwritable", sent: "no", cause },
    );
    for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(this.#failure);
  }
}
