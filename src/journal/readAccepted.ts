import type { AcceptedRecord, Attempt, TimeSpan } from "./journal.js";
import { attemptOf, eachIndex, type JournalLine } from "./journalLine.js";

/**
 * The inputs that an answer of the service said were accepted, of requests that were about to leave in one of these
 * spans. Memory grows with the requests that were under way at once, and with those that were never answered.
 *
 * @param lines of the journal, in order
 * @param spans by time, and apart from each other
 */
export async function* readAccepted(
  lines: AsyncIterable<JournalLine>,
  spans: readonly TimeSpan[],
): AsyncGenerator<AcceptedRecord, undefined> {
  /** The last sending of every input that has no outcome since, of those in the spans. */
  const underWay = new Map<number, Attempt>();
  for await (const line of lines) {
    if (line.status === "intended") begin(line, underWay, spans);
    else yield* end(line, underWay);
  }
}

function begin(line: JournalLine, underWay: Map<number, Attempt>, spans: readonly TimeSpan[]): void {
  const attempt = attemptOf(line);
  const isWanted = spans.some(({ start, end }) => start <= attempt.at && attempt.at <= end);
  eachIndex(line, (index) => {
    if (isWanted) underWay.set(index, attempt);
    else underWay.delete(index);
  });
}

/** An outcome that follows another one, or has no request, is not from an answer: `reconcile` found it. */
function end(line: JournalLine, underWay: Map<number, Attempt>): AcceptedRecord[] {
  const { status, request_id, message_ids = [] } = line;
  const isAnswer = status === "accepted" && request_id !== undefined;
  const records: AcceptedRecord[] = [];
  eachIndex(line, (index, offset) => {
    const attempt = underWay.get(index);
    const message_id = message_ids[offset];
    underWay.delete(index);
    if (isAnswer && attempt !== undefined && message_id !== undefined)
      records.push({ index, message_id, attempt });
  });
  return records;
}
