import type { JournalHeader } from "./journalHeader.js";
import { scanJournal } from "./scanJournal.js";

/**
 * The first line of a journal; undefined where it has none yet.
 *
 * @throws SmnError (`journal`) for anything but a journal that can be read
 */
export async function readHeader(path: string): Promise<JournalHeader | undefined> {
  for await (const { header } of scanJournal(path)) return header;
  return undefined;
}
