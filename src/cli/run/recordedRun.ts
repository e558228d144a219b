import { IntendedRanges } from "../../journal/intendedRanges.js";
import type { JournalSender } from "../../journal/journal.js";
import { senderOf } from "../../journal/journalSender.js";
import { scanJournal } from "../../journal/scanJournal.js";
import type { Destination } from "../../reports/createDelivery.js";
import { CliError } from "../base/cliError.js";

/** The facts by which a journal knows its run. */
export interface RecordedRun {
  readonly runId: string;
  readonly inputId: string;
  /** Undefined in journals of older versions. */
  readonly sender: JournalSender | undefined;
  /** Whose numbers were at which positions. */
  readonly ranges: IntendedRanges;
}

/**
 * Reads a journal without locking it: its run may still be going on.
 *
 * @throws CliError for an empty file; SmnError (`journal`) for one that is no journal
 */
export async function readRecordedRun(journalPath: string): Promise<RecordedRun> {
  const ranges = new IntendedRanges();
  let run: Omit<RecordedRun, "sender" | "ranges"> | undefined;
  let sender: JournalSender | undefined;
  for await (const { header, sender: bound, line } of scanJournal(journalPath)) {
    if (header !== undefined) run = { runId: header.run_id, inputId: header.input_id };
    sender ??= bound;
    if (line?.status === "intended") ranges.add(line);
  }
  if (run === undefined)
    throw new CliError(
      `${journalPath} records no run. If the file was sent, its journal was emptied or replaced: put that of the last run back, or name it with --journal.`,
    );
  return { ...run, sender, ranges };
}

/**
 * Makes sure that the reports are asked for where the messages went.
 *
 * @throws CliError for another address or project
 */
export function checkDestination({ runId, sender }: RecordedRun, { projectId, baseUrl }: Destination): void {
  if (sender === undefined) return;
  const own = senderOf(runId, projectId, baseUrl);
  if (own.address !== sender.address)
    throw new CliError(
      `The messages were sent to ${sender.address}, not to ${own.address}, which knows nothing of them. ` +
        "Name the address of the run with --base-url or --region. Nothing was sent.",
    );
  if (own.project !== sender.project)
    throw new CliError(
      "The messages were sent from another project, and this one knows nothing of them. Name the project of the run with " +
        "--project-id, and use its keys. Nothing was sent.",
    );
}
