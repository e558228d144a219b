import type { Attempt, UnknownRecord } from "./journal.js";
import { eachIndex, type JournalLine } from "./journalLine.js";
import { scanJournal } from "./scanJournal.js";

/** Sendings of inputs that went together share one list. */
interface Found {
  attempts: readonly Attempt[];
  request_id: string | undefined;
}

/**
 * The inputs of a journal of which it is not known whether they were sent. Memory grows with their number.
 *
 * @param isOpen whether the last status of an index is such
 */
export async function* readUnknowns(
  path: string,
  isOpen: (index: number) => boolean,
): AsyncGenerator<UnknownRecord> {
  const found = new Map<number, Found>();
  for await (const { line } of scanJournal(path)) {
    if (line?.status === "intended") addAttempt(line, found, isOpen);
    else if (line?.status === "unknown")
      eachIndex(line, (index) => {
        const one = found.get(index);
        if (one !== undefined) one.request_id = line.request_id;
      });
  }
  const indices = [...found.keys()].sort((a, b) => a - b);
  for (const index of indices) {
    const { attempts, request_id } = found.get(index) as Found;
    yield { index, attempts, ...(request_id === undefined ? {} : { request_id }) };
  }
}

function addAttempt(
  { at = 0, correlate, ...line }: JournalLine,
  found: Map<number, Found>,
  isOpen: (index: number) => boolean,
): void {
  const attempt: Attempt = { at, ...(correlate === undefined ? {} : { correlate }) };
  let before: readonly Attempt[] | undefined;
  let after: readonly Attempt[] = [attempt];
  eachIndex(line, (index) => {
    if (!isOpen(index)) return;
    const one = found.get(index);
    if (one?.attempts !== before) {
      before = one?.attempts;
      after = [...(before ?? []), attempt];
    }
    if (one === undefined) found.set(index, { attempts: after, request_id: undefined });
    else {
      one.attempts = after;
      one.request_id = undefined;
    }
  });
}
