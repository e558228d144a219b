import { partsText } from "./checkText.js";
import { counted, fitted, formatCount, listed, timeOfDay, wrap } from "./format.js";
import { commandText } from "./commandText.js";
import { statusWords } from "./statusWords.js";
import type {
  InputChangedEvent,
  ResumeEvent,
  SameNumbersEvent,
  SummaryEvent,
  TestEvent,
  UnreachableEvent,
} from "./runEvent.js";

export interface TextOptions {
  /** Width of the terminal, in characters. */
  readonly columns: number;
}

/** How far an earlier run got. */
export function resumeText(
  { journal, settled, to_send, parts, unsigned }: ResumeEvent,
  { columns }: TextOptions,
): string {
  const { intended, unsent, ...done } = settled;
  const finished = done.accepted + done.rejected + done.invalid + done.unknown;
  const lines = [
    `Resuming an earlier run, recorded in ${journal}:`,
    `  ${counted(finished, "row")} done already (${formatCount(done.accepted)} accepted); not sent again unless you asked`,
  ];
  if (unsent > 0) lines.push(`  ${counted(unsent, "row")} certainly not sent last time`);
  if (intended > 0)
    lines.push(`  ${counted(intended, "row")} in flight when it ended: not sent again; they become unknown`);
  lines.push(`  ${counted(to_send, "message")} left to send: ${partsText(parts, unsigned)}`);
  return fitted(lines, columns);
}

/** The end: the outcome of every row, and what to do next. */
export function summaryText(event: SummaryEvent, { columns }: TextOptions): string {
  const { file, rows, results, journal, stopped, next } = event;
  const lines = ["", `${file}: ${counted(rows, "row")}`];
  if (stopped !== null) lines.push("", wrap(`The run stopped before its end. ${stopped}`, columns));
  lines.push("");
  const width = Math.max(...statusWords.map(([status]) => formatCount(event[status]).length));
  for (const [status, meaning] of statusWords) {
    const line = `  ${status.padEnd(8)}  ${formatCount(event[status]).padStart(width)}  ${meaning}`;
    lines.push(wrap(line, columns, " ".repeat(width + 14)));
  }
  if (results !== null || journal !== null) lines.push("");
  if (results !== null) lines.push(`Results, row by row: ${results}`);
  if (journal !== null) lines.push(`Journal, to resume:  ${journal}`);
  if (next.length > 0) lines.push("", "What to do next");
  for (const { concerns, advice, command } of next) {
    lines.push(wrap(`- ${concerns}: ${advice}`, columns, "  "));
    if (command !== undefined) lines.push(commandText(command, columns));
  }
  return lines.join("\n");
}

/** The end of a test to one number. */
export function testText(
  { endpoint, status, message_id, reason }: TestEvent,
  { columns }: TextOptions,
): string {
  const id = message_id === null ? "" : ` (message_id ${message_id})`;
  const why = reason === null ? "" : ` ${reason}`;
  return wrap(`Test to ${endpoint}: ${status}${id}.${why} Nothing else was sent.`, columns);
}

/** Says at once what is tried. */
export function unreachableText(
  { address, reason, until }: UnreachableEvent,
  { columns }: TextOptions,
): string {
  return wrap(
    `Could not connect to ${address} (${reason}): trying again until ${timeOfDay(until)}.`,
    columns,
  );
}

/** Explains that the same people were sent something before. */
export function sameNumbersText({ journals }: SameNumbersEvent, { columns }: TextOptions): string {
  const names = listed(journals.slice(0, 3), journals.length);
  return wrap(
    `The same numbers in the same order have been sent to before: see ${names}. If the texts are the same as well, ` +
      "everybody gets them a second time.",
    columns,
  );
}

/** Explains that the file was changed. */
export function inputChangedText({ file, when }: InputChangedEvent, { columns }: TextOptions): string {
  return wrap(
    when === "before"
      ? `${file} has grown since its run began. The run goes on with the rows that it had then; those that were added ` +
          "are not part of it. Put them into a new file and send that."
      : `${file} was changed during the run. The messages are those of the rows as they were checked; rows that were ` +
          "added or changed since were not sent. Put them into a new file and send that.",
    columns,
  );
}
