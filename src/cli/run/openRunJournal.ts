import type { OutcomeStatus } from "../../messages/outcome.js";
import type { FileJournal } from "../../journal/fileJournal.js";
import { openJournal } from "../../journal/openJournal.js";
import { SmnError } from "../../base/errors.js";
import { CliError } from "../base/cliError.js";
import type { CliInput } from "./cliInput.js";
import { parseInputId, recordedInputId, type InputIdentity } from "./inputId.js";

/**
 * Opens the journal beside the input, or makes it.
 *
 * @throws CliError for one of another run, in use, damaged, or that cannot be written
 */
export async function openRunJournal(
  input: CliInput,
  identity: InputIdentity,
  retry?: Exclude<OutcomeStatus, "accepted">[],
): Promise<FileJournal> {
  const { journalPath } = input;
  const recorded = await recordedInputId(journalPath);
  const inputId = recorded !== undefined && recorded === identity.legacyId ? recorded : identity.id;
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

/** Throws `CliError` for a journal of another run. @param inputId of this run; its last part may be unknown */
export function checkRecorded(input: CliInput, recorded: string, inputId: string): void {
  if (recorded !== inputId) throw new CliError(otherInput(input, recorded, inputId));
}

const SAME_OPTIONS =
  "A run can be resumed only with the same project, --template, --sign-id, --phone-column, --format, --encoding, " +
  "--separator, --sheet and --no-number-check.";

/** Says how the run of a journal differs. No advice leads to a second sending without saying so. */
function otherInput({ name, journalPath }: CliInput, recorded: string, inputId: string): string {
  const [theirs, ours] = [parseInputId(recorded), parseInputId(inputId)];
  const again =
    "A run with another journal (--journal) sends every row, also those that were accepted: those people get the text a second time.";
  if (theirs !== undefined && theirs.content.sha256 === ours?.content.sha256)
    return (
      `${journalPath} records a run of ${name} with other options. Nothing was sent. ${SAME_OPTIONS} ` +
      `To resume that run, use its options. ${again}`
    );
  return (
    `${journalPath} records a run of another content of ${name}, or of another file. Nothing was sent. ` +
    `To send corrected or new rows, put just them into a new file and send that. ` +
    `To resume the run, bring the file back to what it was. ${theirs === undefined ? SAME_OPTIONS : ""} ${again}`
  ).replaceAll("  ", " ");
}
