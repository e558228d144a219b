import { shownValue } from "../base/shownValue.js";
import { systemClock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { createClockName } from "./clockName.js";
import { createFileJournal, type FileJournal } from "./fileJournal.js";
import { explained } from "./journalErrors.js";
import type { JournalFiles } from "./journalFiles.js";
import type { JournalHost } from "./journalHost.js";
import type { JournalOptions } from "./journalOptions.js";
import { nodeFiles } from "./nodeFiles.js";
import { createNodeHost } from "./nodeHost.js";
import { ownFile } from "./ownedFile.js";
import { recover } from "./recover.js";
import { retryList } from "./retryList.js";

/** The system that a journal is kept on. */
export interface JournalSystem {
  readonly files: JournalFiles;
  readonly host: JournalHost;
}

const LEAST_TAKE_OVER_MS = 60_000;

/**
 * Opens or makes the journal of a run. The format is JSON Lines, see `JournalHeader` and `JournalLine`.
 *
 * @throws SmnError (`journal`) for a file of another input or program, a damaged one, one that another process has
 * open, or one that cannot be written: `reason` says which. `validation` for options that cannot work.
 *
 * @example
 * ```ts
 * const journal = await openJournal("codes.journal", { inputId: "codes of 2026-11-24" });
 * for await (const { index, status } of sms.sendAll(messages, { journal })) console.log(index, status);
 * await journal.close();
 * ```
 */
export function openJournal(path: string, options: JournalOptions): Promise<FileJournal> {
  const host = createNodeHost();
  // The machine knows nothing about a clock of the caller's.
  const isOwnClock = (options as Partial<JournalOptions> | undefined)?.clock !== undefined;
  return openJournalOn(
    { files: nodeFiles, host: isOwnClock ? { ...host, startedAt: undefined } : host },
    path,
    options,
  );
}

/** The same, on any system. */
export async function openJournalOn(
  { files, host }: JournalSystem,
  path: string,
  options: JournalOptions,
): Promise<FileJournal> {
  checkOptions(options);
  const { inputId, takeOverAfterMs, clock = systemClock } = options;
  const retry = retryList("openJournal", options.retry);
  return explained(path, "opened", async () => {
    const own = await ownFile(path, { files, host, takeOverAfterMs });
    try {
      const recovered = await recover(path, own, files, { inputId, runId: () => host.randomId(), clock });
      const clockName = createClockName(clock, host, recovered.clock);
      return createFileJournal({ path, own, recovered, retry, clock, clockName, files, claims: host.claims });
    } catch (error) {
      await own.close().catch(() => undefined); // it says less than why the journal cannot be opened
      throw error;
    }
  });
}

function checkOptions({ inputId, takeOverAfterMs }: JournalOptions): void {
  const id: unknown = inputId;
  if (typeof id !== "string" || id.trim() === "")
    throw refused(`inputId must be a string that names the input, and not empty, not ${shownValue(id)}`);
  const ms: unknown = takeOverAfterMs;
  if (ms !== undefined && !(typeof ms === "number" && ms >= LEAST_TAKE_OVER_MS))
    throw refused(`takeOverAfterMs must be a number from ${LEAST_TAKE_OVER_MS}, not ${shownValue(ms)}`);
}

function refused(what: string): SmnError {
  return new SmnError(`openJournal: ${what}. Nothing was sent.`, { code: "validation", sent: "no" });
}
