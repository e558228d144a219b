import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CliError } from "../base/cliError.js";

/** A private folder that is removed in the end. */
export interface Spool {
  /** The copy of standard input. */
  readonly path: string;
  /** Where a journal may be kept for as long as the run lasts. */
  readonly journalPath: string;
  /** Takes the name from the copy, once it is open: then nothing of it stays, however the process ends. */
  readonly hide: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/**
 * Copies standard input to a file that only this user can read, because it has to be read twice.
 *
 * @throws CliError when the copy cannot be written
 */
export async function spoolStdin(stdin: Readable, signal: AbortSignal): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), "smn-sms-")).catch((error: unknown) => {
    throw notCopied(error);
  });
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const path = join(folder, "input");
  try {
    await pipeline(stdin, createWriteStream(path, { mode: 0o600, flags: "wx" }), { signal });
  } catch (error) {
    await remove().catch(() => undefined);
    throw signal.aborted ? error : notCopied(error);
  }
  return { path, journalPath: join(folder, "journal"), hide: () => rm(path), remove };
}

function notCopied(error: unknown): CliError {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown reason";
  return new CliError(
    `Standard input could not be copied to ${tmpdir()} (${code}). Nothing was sent. ` +
      "Set TMPDIR to a folder with room for it, or write it to a file and name that.",
  );
}
