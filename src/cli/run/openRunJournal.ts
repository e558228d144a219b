import type { OutcomeStatus } from "../../messages/outcome.js";
import type { FileJournal } from "../../journal/fileJournal.js";
import { openJournal } from "../../journal/openJournal.js";
import { SmnError } from "../../base/errors.js";
import { CliError } from "../base/cliError.js";
import type { CliInput } from "./cliInput.js";

/** Opens the journal beside the input, or makes it. Throws `CliError` for one of another run. */
export async function openRunJournal(
  { journalPath }: CliInput,
  inputId: string,
  retry?: Exclude<OutcomeStatus, "accepted">[],
): Promise<FileJournal> {
  try {
    return await openJournal(journalPath, { inputId, ...(retry !== undefined && { retry }) });
  } catch (error) {
    if (!(error instanceof SmnError)) throw error;
    if (error.reason !== "other_input") throw new CliError(error.message);
    throw new CliError(
      `${error.message}\nA journal can be resumed only with the same file content, project, --template, --sign-id, ` +
        `--phone-column, --format, --encoding, --separator and --no-number-check. A run with another journal ` +
        `(--journal) sends every row, also those that were accepted: those people get the text a second time.`,
    );
  }
}
