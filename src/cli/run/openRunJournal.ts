import type { OutcomeStatus } from "../../messages/outcome.js";
import type { FileJournal } from "../../journal/fileJournal.js";
import { openJournal } from "../../journal/openJournal.js";
import { scanJournal } from "../../journal/scanJournal.js";
import { SmnError } from "../../base/errors.js";
import type { SmsClient } from "../../createSmsClient.js";
import { CliError } from "../base/cliError.js";
import { toCliError } from "../connection/toCliError.js";
import type { CliInput } from "./cliInput.js";
import { parseInputId, recordedInputId, type InputIdentity } from "./inputId.js";
import { checkDestination, readRecordedRun } from "./recordedRun.js";

export interface JournalOptions {
  /** Knows the project, whichever option names it. */
  readonly client: Pick<SmsClient, "destination">;
  readonly signal: AbortSignal;
  /** The statuses whose messages are sent again. */
  readonly retry?: Exclude<OutcomeStatus, "accepted">[] | undefined;
}

/**
 * Opens the journal beside the input, or makes it.
 *
 * @throws CliError for one of another run, in use, damaged, or that cannot be written
 */
export async function openRunJournal(
  input: CliInput,
  identity: InputIdentity,
  { client, signal, retry }: JournalOptions,
): Promise<FileJournal> {
  const { journalPath } = input;
  const recorded = await recordedInputId(journalPath);
  const isSame =
    recorded !== undefined &&
    (recorded === identity.legacyId ||
      (differsInSender(recorded, identity.id) && (await isSameSender(journalPath, client, signal))));
  const inputId = isSame ? recorded : identity.id;
  if (recorded !== undefined) checkRecorded(input, recorded, inputId);
  try {
    return await openJournal(journalPath, { inputId, ...(retry !== undefined && { retry }) });
  } catch (error) {
    if (!(error instanceof SmnError)) throw error;
    if (error.reason === "other_input") throw new CliError(otherInput(input, recorded ?? "", inputId));
    const place =
      error.reason === "unwritable" || error.reason === "unreadable" ? " --journal names another place." : "";
    const text = `${error.message.replace(/ Nothing was sent\.$/, "")}${place}`;
    throw new CliError(`${text} Nothing was sent.`);
  }
}

function differsInSender(recorded: string, inputId: string): boolean {
  const [theirs, ours] = [parseInputId(recorded), parseInputId(inputId)];
  return (
    theirs !== undefined &&
    theirs.sender !== ours?.sender &&
    theirs.options === ours?.options &&
    theirs.content.sha256 === ours.content.sha256
  );
}

/**
 * Whether a journal is one of this project, which may be named by its id or by its region. One that does not say whose it
 * is (that of an older version) is not.
 *
 * @throws CliError for one of another project or address
 */
async function isSameSender(
  journalPath: string,
  client: JournalOptions["client"],
  signal: AbortSignal,
): Promise<boolean> {
  const run = await readRecordedRun(journalPath);
  if (run.sender === undefined) return !(await hasSent(journalPath));
  try {
    checkDestination(run, await client.destination({ signal }));
  } catch (error) {
    if (error instanceof CliError) throw new CliError(`${error.message} ${AGAIN}`);
    throw toCliError(error, signal);
  }
  return true;
}

async function hasSent(journalPath: string): Promise<boolean> {
  for await (const { line } of scanJournal(journalPath))
    if (line !== undefined && line.status !== "invalid") return true;
  return false;
}

/** Throws `CliError` for a journal of another run. @param inputId of this run; its last part may be unknown */
export function checkRecorded(input: CliInput, recorded: string, inputId: string): void {
  if (recorded !== inputId) throw new CliError(otherInput(input, recorded, inputId));
}

const AGAIN =
  "A run with another journal (--journal) sends every row, also those that were accepted: those people get the text a second time.";

const SAME_OPTIONS =
  "A run can be resumed only with the same project (in older journals also named by the same option, --project-id or --region), --template, --sign-id, --phone-column, --format, --encoding, " +
  "--separator, --sheet and --no-number-check.";

/** Says how the run of a journal differs. No advice leads to a second sending without saying so. */
function otherInput({ name, journalPath }: CliInput, recorded: string, inputId: string): string {
  const [theirs, ours] = [parseInputId(recorded), parseInputId(inputId)];
  if (theirs !== undefined && theirs.content.sha256 === ours?.content.sha256)
    return (
      `${journalPath} records a run of ${name} with other options. Nothing was sent. ${SAME_OPTIONS} ` +
      `To resume that run, use its options. ${AGAIN}`
    );
  return (
    `${journalPath} records a run of another content of ${name}, or of another file. Nothing was sent. ` +
    `To send corrected or new rows, put just them into a new file and send that. ` +
    `To resume the run, bring the file back to what it was. ${theirs === undefined ? SAME_OPTIONS : ""} ${AGAIN}`
  ).replaceAll("  ", " ");
}
