import type { Attempt, UnknownRecord } from "./journal.js";
import { attemptOf, eachIndex, type JournalLine } from "./journalLine.js";

/** Sendings of inputs that went together share one list. */
interface UnknownInput {
  attempts: readonly Attempt[];
  request_id: string | undefined;
}

type Change = (attempts: readonly Attempt[]) => readonly Attempt[];

/**
 * The inputs of a journal of which it is not known whether they were sent. Memory grows with their number.
 *
 * @param lines of the journal, in order
 * @param isUndecided whether the last status of an index is such
 */
export async function* readUnknowns(
  lines: AsyncIterable<JournalLine>,
  isUndecided: (index: number) => boolean,
): AsyncGenerator<UnknownRecord> {
  const found = new Map<number, UnknownInput>();
  for await (const line of lines) {
    if (line.status === "intended") addAttempt(line, found, isUndecided);
    else endAttempt(line, found);
  }
  const indices = [...found.keys()].sort((a, b) => a - b);
  for (const index of indices) {
    const { attempts, request_id } = found.get(index) as UnknownInput;
    yield { index, attempts, ...(request_id === undefined ? {} : { request_id }) };
  }
}

function addAttempt(
  line: JournalLine,
  found: Map<number, UnknownInput>,
  isUndecided: (index: number) => boolean,
): void {
  const attempt = attemptOf(line);
  const add = sharing((attempts) => [...ended(attempts, attempt.at), attempt]);
  const none: readonly Attempt[] = [];
  eachIndex(line, (index) => {
    if (isUndecided(index))
      found.set(index, { attempts: add(found.get(index)?.attempts ?? none), request_id: undefined });
  });
}

function endAttempt({ at, ...line }: JournalLine, found: Map<number, UnknownInput>): void {
  const end = sharing((attempts) => (at === undefined ? attempts : ended(attempts, at)));
  eachIndex(line, (index) => {
    const one = found.get(index);
    if (one === undefined) return;
    one.attempts = end(one.attempts);
    one.request_id = line.request_id;
  });
}

/** The first record after a sending says when it was over: later ones are not about the request any more. */
function ended(attempts: readonly Attempt[], until: number): readonly Attempt[] {
  const last = attempts.at(-1);
  return last === undefined || last.until !== undefined
    ? attempts
    : [...attempts.slice(0, -1), { ...last, until }];
}

/** The same new list for the same old one, as long as they follow each other. */
function sharing(change: Change): Change {
  let before: readonly Attempt[] | undefined;
  let after: readonly Attempt[] = [];
  return (attempts) => {
    if (attempts !== before) after = change((before = attempts));
    return after;
  };
}
