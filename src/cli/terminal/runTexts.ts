import { describeIssues } from "../rows/describeIssues.js";
import { counted, formatCount, wrap } from "./format.js";
import { commandText } from "./commandText.js";
import { statusWords } from "./statusWords.js";
import type { CheckEvent, ResumeEvent, SummaryEvent } from "./runEvent.js";

export interface TextOptions {
  /** Width of the terminal, in characters. */
  readonly columns: number;
}

const SHOWN_BEFORE_SENDING = 5;

/** The result of checking the whole file. */
export function checkText(event: CheckEvent, { columns }: TextOptions): string {
  const { file, rows, valid, invalid, characters, parts, long, invalid_rows, dry_run } = event;
  const lines = [`${file}: ${counted(rows, "row")} checked`];
  if (rows === 0) return `${lines[0] ?? ""}. There is nothing to send.`;
  lines.push(
    `  ${counted(valid, "message")} can be sent: ${counted(characters, "character")}, billed as ${counted(parts, "part")}`,
  );
  if (long > 0)
    lines.push(`  ${formatCount(long)} of them ${long === 1 ? "is" : "are"} longer than one part`);
  if (invalid > 0) {
    lines.push(`  ${counted(invalid, "row")} ${invalid === 1 ? "is" : "are"} invalid and will not be sent:`);
    const shown = dry_run ? invalid_rows : invalid_rows.slice(0, SHOWN_BEFORE_SENDING);
    for (const { line, endpoint, issues } of shown)
      lines.push(`    line ${line} (${endpoint}): ${describeIssues(issues)}`);
    if (invalid > shown.length) {
      const where = dry_run ? "" : " (--dry-run shows 20; the results show all)";
      lines.push(`    and ${formatCount(invalid - shown.length)} more${where}`);
    }
  }
  if (dry_run) lines.push("Nothing was sent (--dry-run).");
  return fitted(lines, columns);
}

/** How far an earlier run got. */
export function resumeText(
  { journal, settled, to_send, parts }: ResumeEvent,
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
  lines.push(`  ${counted(to_send, "message")} left to send, billed as ${counted(parts, "part")}`);
  return fitted(lines, columns);
}

/** The end: the outcome of every row, and what to do next. */
export function summaryText(event: SummaryEvent, { columns }: TextOptions): string {
  const { file, rows, results, journal, stopped, next } = event;
  const lines = ["", `${file}: ${counted(rows, "row")}`];
  if (stopped !== null) lines.push("", wrap(`The run stopped before its end. ${stopped}`, columns));
  lines.push("");
  const width = Math.max(...statusWords.map(([status]) => formatCount(event[status]).length));
  for (const [status, meaning] of statusWords)
    lines.push(`  ${status.padEnd(8)}  ${formatCount(event[status]).padStart(width)}  ${meaning}`);
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

/** Wraps lines; continuation lines are indented further. */
function fitted(lines: readonly string[], columns: number): string {
  return lines.map((line) => wrap(line, columns, `${/^ */.exec(line)?.[0] ?? ""}  `)).join("\n");
}
