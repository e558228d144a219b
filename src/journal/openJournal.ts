import { randomBytes } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { systemClock, type Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import type { OutcomeStatus } from "../messages/outcome.js";
import { safeCause } from "../base/safeCause.js";
import type { Journal, ReconcilableJournal, Settlement } from "./journal.js";
import { eachIndex, intentLine, JOURNAL_VERSION, type JournalHeader } from "./journalLine.js";
import { lockJournal } from "./journalLock.js";
import { LineWriter } from "./lineWriter.js";
import { outcomeLines } from "./outcomeLines.js";
import { readAccepted } from "./readAccepted.js";
import { readUnknowns } from "./readUnknowns.js";
import { scanJournal } from "./scanJournal.js";
import { StatusTable, type KnownStatus } from "./statusTable.js";

/** Which run a journal records, and which inputs a further run sends. */
export interface JournalOptions {
  /**
   * Names the input, for instance by a hash of the file: a journal is refused for an input of another name, because
   * its indices would mean other messages.
   */
  inputId: string;
  /**
   * Sends exactly the inputs whose last outcome is one of these again, and skips all others. **`unknown` can deliver
   * texts twice.** Default: a run goes on where it ended; inputs that were never sent or are `unsent` are sent.
   */
  retry?: readonly Exclude<OutcomeStatus, "accepted">[];
  /** @default the system's clock */
  clock?: Clock;
}

const RETRIABLE = ["rejected", "invalid", "unsent", "unknown"] satisfies JournalOptions["retry"];

/** A journal in a file. */
export interface FileJournal extends Journal, Required<ReconcilableJournal> {
  /** Whether the file held something already. */
  readonly resumed: boolean;
  /** The inputs by last status when the file was opened; `intended` ones will be reported as `unknown`. */
  readonly counts: Readonly<Record<KnownStatus, number>>;
}

/**
 * Opens or makes the journal of a run. The format is JSON Lines, see `JournalHeader` and `JournalLine`.
 *
 * @throws SmnError (`journal`) for a file of another input or program, a damaged one, one that another process has
 * open, or one that cannot be written
 *
 * @example
 * ```ts
 * const journal = await openJournal("codes.journal", { inputId: "codes of 2026-11-24" });
 * for await (const { index, status } of sms.sendAll(messages, { journal })) console.log(index, status);
 * await journal.close();
 * ```
 */
export async function openJournal(path: string, options: JournalOptions): Promise<FileJournal> {
  checkRetry(options.retry);
  const unlock = await readably(path, () => lockJournal(path));
  let file: FileHandle | undefined;
  try {
    return await readably(path, async () => {
      file = await open(path, "a+", 0o600);
      const table = new StatusTable();
      let header: JournalHeader | undefined;
      let end = 0;
      for await (const scanned of scanJournal(path)) {
        ({ end } = scanned);
        const { line } = scanned;
        if (line === undefined) header = scanned.header;
        else eachIndex(line, (index) => table.set(index, line.status));
      }
      if (header !== undefined && header.input_id !== options.inputId) throw foreign(path);
      await file.truncate(end);
      const writer = new LineWriter(file, path);
      const known = header ?? (await writeHeader(writer, path, options));
      return createFileJournal(path, known, header !== undefined, table, writer, file, unlock, options);
    });
  } catch (error) {
    await file?.close();
    await unlock();
    throw error;
  }
}

function createFileJournal(
  path: string,
  header: JournalHeader,
  resumed: boolean,
  table: StatusTable,
  writer: LineWriter,
  file: FileHandle,
  unlock: () => Promise<void>,
  { retry, clock = systemClock }: JournalOptions,
): FileJournal {
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      await writer.flush();
    } finally {
      await file.close();
      await unlock();
    }
  };
  return {
    runId: header.run_id,
    resumed,
    counts: table.counts(),
    decide: (index) => decide(table.get(index), retry),
    intend: async (indices, details) => {
      await writer.append(intentLine(indices, clock.now(), details), true);
      for (const index of indices) table.set(index, "intended");
    },
    settle: (settlements: readonly Settlement[]) => {
      for (const { index, disposition } of settlements) table.set(index, disposition.status);
      return writer.append(outcomeLines(settlements, clock.now()), false);
    },
    async *unknowns() {
      await writer.flush();
      yield* readUnknowns(path, (index) => isOpen(table.get(index)));
    },
    async *accepted(spans) {
      await writer.flush();
      yield* readAccepted(path, spans);
    },
    close: () => (closing ??= close()),
  };
}

function isOpen(status: KnownStatus | undefined): boolean {
  return status === "unknown" || status === "intended";
}

function checkRetry(retry: JournalOptions["retry"]): void {
  const known = new Set<string>(RETRIABLE);
  const given: unknown = retry ?? [];
  const isGood = Array.isArray(given) && given.every((status: unknown) => known.has(String(status)));
  if (isGood) return;
  throw new SmnError(`openJournal: retry must be a list of ${RETRIABLE.join(", ")}. Nothing was sent.`, {
    code: "validation",
    sent: "no",
  });
}

/** The table is updated during a run: a second run with the same journal must not send the same inputs again. */
function decide(
  status: KnownStatus | undefined,
  retry: JournalOptions["retry"],
): "send" | "skip" | "unknown" {
  if (retry === undefined) {
    if (status === undefined || status === "unsent") return "send";
    return status === "intended" ? "unknown" : "skip";
  }
  const wanted: readonly string[] = retry;
  if (status === "intended") return wanted.includes("unknown") ? "send" : "unknown";
  return status !== undefined && wanted.includes(status) ? "send" : "skip";
}

async function writeHeader(
  writer: LineWriter,
  path: string,
  options: JournalOptions,
): Promise<JournalHeader> {
  const header: JournalHeader = {
    journal: "smn-sms",
    version: JOURNAL_VERSION,
    input_id: options.inputId,
    run_id: randomBytes(8).toString("hex"),
    created_at: new Date((options.clock ?? systemClock).now()).toISOString(),
  };
  await writer.append(`${JSON.stringify(header)}\n`, true);
  await syncDirectory(dirname(path));
  return header;
}

/** A new file survives a crash of the machine only when its directory is on disk as well. */
async function syncDirectory(directory: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(directory, "r");
    await handle.sync();
  } catch (error) {
    // Windows cannot open directories; elsewhere a failure here is one of the disk.
    if (process.platform !== "win32") throw error;
  } finally {
    await handle?.close();
  }
}

async function readably<R>(path: string, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SmnError) throw error;
    const cause = safeCause(error);
    throw new SmnError(`The journal ${path} cannot be opened (${cause.message}). Nothing was sent.`, {
      code: "journal",
      reason: "unreadable",
      sent: "no",
      cause,
    });
  }
}

function foreign(path: string): SmnError {
  return new SmnError(
    `The journal ${path} belongs to another input, or to other options that shape its messages. ` +
      "To send this input, name another journal; to resume the earlier run, use its input and options unchanged.",
    { code: "journal", reason: "other_input", sent: "no" },
  );
}
