import { GrowingArray } from "../../base/growingArray.js";
import { readOrderedBatches } from "../../journal/readJournalInOrder.js";
import { CliError } from "../base/cliError.js";
import { realPathOf } from "../results/checkFolders.js";
import type { CliInput } from "./cliInput.js";
import { fileOfJournal, JOURNAL_SUFFIX, nameOfRecords } from "./filesBeside.js";
import { journalExtent } from "./journalExtent.js";
import { kinJournals } from "./kinJournals.js";

const RESULTS = ".results.csv";

export interface TwinOptions {
  /** Whether a row is to be sent, as far as the journal of the run decides it. */
  readonly isPending: (index: number) => boolean;
  /** Whether rows that may have been sent are sent again. */
  readonly resendsUnknown: boolean;
  /** What goes on nevertheless, as a sentence. */
  readonly override: string;
}

/**
 * A file and its results have the same rows, and each can be sent. Refuses to send a row that the journal of the other
 * one shows as sent: results do not know of a run that was killed after they were written, nor a file of rows that were
 * sent as results. They are found by their names, and under other names by what is in them.
 *
 * @param file as the user named it
 * @throws CliError for such a row
 */
export async function checkTwinJournals(input: CliInput, file: string, options: TwinOptions): Promise<void> {
  const own = await realPathOf(input.journalPath);
  for (const twin of await twinsOf(file)) {
    const journal = `${twin}${JOURNAL_SUFFIX}`;
    if ((await realPathOf(journal)) === own || (await journalExtent(journal)) !== "used") continue;
    await checkSentBy(journal, input, options);
  }
  for (const journal of await kinJournals(input, file)) await checkSentBy(journal, input, options);
}

/** @throws CliError for a row that this journal shows as sent */
async function checkSentBy(
  journal: string,
  { table, reader, name }: CliInput,
  { isPending, resendsUnknown, override }: TwinOptions,
): Promise<void> {
  const sent = new GrowingArray(Uint8Array);
  for await (const records of readOrderedBatches(journal))
    for (const { index, status } of records)
      if (status === "accepted" || (status === "unknown" && !resendsUnknown)) sent.set(index, 1);
  for await (const rows of table.batches())
    for (const row of rows) {
      if (sent.get(row.index) === 0 || !isPending(row.index) || "issues" in reader.read(row)) continue;
      const twin = fileOfJournal(journal) ?? "its file";
      throw new CliError(
        `${journal} shows that rows of ${name}, the first of them at ${table.unit} ${row.line}, were sent or may have been ` +
          `sent by a run that is not in this one's record. Nothing was sent. Go on with ${twin}, by the command that it ` +
          `was sent with: that sends nothing twice. ${override}`,
      );
    }
}

/** Files whose rows are those of this one. */
async function twinsOf(file: string): Promise<ReadonlySet<string>> {
  const twins = new Set<string>();
  for (const name of [file, await nameOfRecords(file)]) {
    twins.add(`${name}${RESULTS}`);
    if (name.endsWith(RESULTS)) twins.add(name.slice(0, -RESULTS.length));
  }
  return twins;
}
