import { open, rename, rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { writeAll } from "./writeAll.js";
import { removeStale, temporaryPath } from "./temporaryFile.js";

/** Where results go. They are complete after `finish`, and not there at all after `discard`. */
export interface ResultsTarget {
  /**
   * Resolves when there is room for more. A failed write rejects the next call, or `finish`.
   *
   * @param content text, or its bytes as UTF-8
   */
  write(content: string | Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Never rejects: why it is discarded says more than what fails with that. */
  discard(): Promise<void>;
}

/** Finishes a target when everything was written to it, or else discards it. */
export async function complete<Written>(
  target: ResultsTarget,
  write: () => Promise<Written>,
): Promise<Written> {
  try {
    const written = await write();
    await target.finish();
    return written;
  } catch (error) {
    await target.discard();
    throw error;
  }
}

/**
 * A file that appears, or replaces an earlier one, only when it is complete. Only this user can read it. Temporary
 * files of killed processes are removed.
 */
export async function fileTarget(path: string): Promise<ResultsTarget> {
  await removeStale(path);
  const temporary = temporaryPath(path);
  const handle = await open(temporary, "wx", 0o600);
  let writing: Promise<void> = Promise.resolve();
  return {
    // The next text is made while this one is written.
    async write(content) {
      await writing;
      writing = writeAll(handle, content);
      writing.catch(() => undefined); // the next write, or `finish`, rejects
    },
    async finish() {
      await writing;
      await handle.sync();
      await handle.close();
      await rename(temporary, path);
    },
    async discard() {
      await writing.catch(() => undefined);
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined); // as stale, it is removed the next time
    },
  };
}

/** A stream that stays open. A reader that has gone away is not an error: the journal keeps the outcomes. */
export function streamTarget(stream: Writable): ResultsTarget {
  const hasGone = (error: unknown): boolean =>
    /^(?:EPIPE|ERR_STREAM_DESTROYED)$/.test(String((error as NodeJS.ErrnoException).code));
  return {
    write: (content) =>
      new Promise((resolve, reject) => {
        stream.write(content, (error) => {
          if (error === null || error === undefined || hasGone(error)) resolve();
          else reject(error);
        });
      }),
    finish: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}
