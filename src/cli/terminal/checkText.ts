import type { InvalidRow } from "../rows/checkRows.js";
import { describeIssues } from "../rows/describeIssues.js";
import type { Unusual } from "../rows/unusual.js";
import { counted, fitted, formatCount, listed, wrap } from "./format.js";
import type { CheckEvent, SamplesEvent } from "./runEvent.js";
import { shownText } from "./shownText.js";

const SHOWN_BEFORE_SENDING = 5;

/** The result of checking the whole file. */
export function checkText(event: CheckEvent, { columns }: { readonly columns: number }): string {
  const { file, rows, valid, invalid, characters, parts, unsigned, long, dry_run } = event;
  const lines = [`${file}: ${counted(rows, "row")} checked`];
  if (rows === 0) lines[0] = `${lines[0] ?? ""}. There is nothing to send.`;
  else
    lines.push(
      `  ${counted(valid, "message")} can be sent: ${counted(characters, "character")}, ${partsText(parts, unsigned)}`,
    );
  if (long > 0)
    lines.push(`  ${formatCount(long)} of them ${long === 1 ? "is" : "are"} longer than one part`);
  lines.push(...leftOutLines(event));
  const bad = invalid - event.excluded - event.sent_earlier;
  if (bad > 0) lines.push(...invalidLines(event, bad, dry_run));
  if (event.unusual.length > 0) {
    lines.push("  Please look at this before you send:");
    for (const one of event.unusual) lines.push(`    - ${unusualText(one, event.unit)}`);
  }
  return fitted(lines, columns);
}

/** The bill as far as it is known: without the signature it is not yet the bill. */
export function partsText(parts: number, unsigned: number): string {
  return unsigned === 0
    ? `billed as ${counted(parts, "part")}`
    : `${counted(parts, "part")} without the signature`;
}

function leftOutLines({ exclude_list, excluded, sent_earlier }: CheckEvent): string[] {
  const lines: string[] = [];
  if (exclude_list !== null)
    lines.push(
      `  ${counted(excluded, "row")} left out by the ${counted(exclude_list, "number")} of --exclude`,
    );
  if (sent_earlier > 0)
    lines.push(
      `  ${counted(sent_earlier, "row")} left out: this is a results file, in which they are accepted, or may have been sent`,
    );
  return lines;
}

function invalidLines({ invalid_rows, unit }: CheckEvent, count: number, isDryRun: boolean): string[] {
  const lines = [`  ${counted(count, "row")} ${count === 1 ? "is" : "are"} invalid and will not be sent:`];
  const shown = isDryRun ? invalid_rows : invalid_rows.slice(0, SHOWN_BEFORE_SENDING);
  for (const row of shown)
    lines.push(`    ${linesText(row, unit)} (${row.endpoint}): ${describeIssues(row.issues)}`);
  if (count > shown.length) {
    const where = isDryRun ? "" : " (--dry-run shows 20; the results show all)";
    lines.push(`    and ${formatCount(count - shown.length)} more${where}`);
  }
  return lines;
}

function linesText({ line, last_line }: InvalidRow, unit: string): string {
  return last_line === undefined ? `${unit} ${line}` : `${unit}s ${line} to ${last_line}`;
}

function unusualText(one: Unusual, unit: string): string {
  const { kind, rows, lines } = one;
  const where = lines.length === 0 ? "" : `: ${unit}${lines.length === 1 ? "" : "s"} ${listed(lines, rows)}`;
  switch (kind) {
    case "repeated": {
      const { numbers = 0, most = 0 } = one;
      const times = numbers === 1 ? `${formatCount(most)} times` : `up to ${formatCount(most)} times`;
      return `${counted(numbers, "number")}, ${times} the same text; ${counted(rows, "row")} repeat${rows === 1 ? "s" : ""} an earlier one${where}`;
    }
    case "called_sent":
      return `${counted(rows, "row")} with accepted or unknown in a column status, as in results. If ${rows === 1 ? "it was" : "they were"} sent before, ${rows === 1 ? "it is" : "they are"} sent again${where}`;
    case "error_value":
      return `${counted(rows, "row")} with ${(one.values ?? []).join(", ")} where a value is missing${where}`;
    case "changed_number":
      return `${counted(rows, "text")} with numbers that a spreadsheet has shortened or a program has changed (${(one.values ?? []).join(", ")})${where}`;
    case "outer_blanks":
      return `${counted(rows, "row")} with blanks or tabs around a value, which will be sent${where}`;
    case "own_signature":
      return `${counted(rows, "text")} with a signature in 【】, before which the service puts another${where}`;
    case "marks":
      return `${counted(rows, "text")} with ${(one.values ?? []).join(", ")}, which will be sent unchanged${where}`;
    case "quotes":
      return `${counted(rows, "text")} with quotation marks around all of it, or one without a partner${where}`;
    case "garbled":
      return `${counted(rows, "text")} with garbled characters, as from a wrong encoding (${(one.values ?? []).join(", ")})${where}. Save the file anew from where the texts are right, as UTF-8`;
    case "unseen":
      return `${counted(rows, "text")} with characters that nobody sees, or few phones show (${(one.values ?? []).join(", ")})${where}`;
    case "hidden_rows":
      return `${counted(rows, "row")} that the workbook hides, by a filter for instance; ${rows === 1 ? "it is" : "they are"} sent like the others${where}`;
    case "other_sheets":
      return `one sheet of several is read; --sheet names another one: ${(one.values ?? []).join(", ")}`;
    case "trimmed_number":
      return `${counted(rows, "number")} without the blanks or invisible marks around ${rows === 1 ? "it" : "them"}${where}`;
    case "blank_rows":
      return `${counted(rows, "row")} of empty cells, which ${rows === 1 ? "is" : "are"} left out`;
    case "no_line_end":
      return "the last line has no line end: is the file complete?";
  }
}

/** The first made texts, as they will arrive. */
export function samplesText(
  { samples, valid, unsigned }: SamplesEvent,
  { columns }: { readonly columns: number },
): string {
  const [first] = samples;
  if (first === undefined) return "There is no text to be sent.";
  const count = samples.length;
  const all = count === 1 ? "The text" : `The ${count} texts`;
  const some = count === 1 ? "The first text" : `The first ${count} of ${formatCount(valid)} texts`;
  const arrive = count === 1 ? "it will arrive" : "they will arrive";
  const how = unsigned > 0 ? "without the signature, whose name is not known" : `as ${arrive}`;
  const lines = [wrap(`${valid <= count ? all : some}, ${how}:`, columns)];
  const width = Math.max(...samples.map(({ endpoint }) => endpoint.length));
  for (const { endpoint, text } of samples)
    lines.push(shownText(`  ${endpoint.padEnd(width)}  `, text, columns));
  return lines.join("\n");
}
