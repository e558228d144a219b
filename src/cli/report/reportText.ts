import { commandText } from "../terminal/commandText.js";
import { counted, displayWidth, formatCount, wrap } from "../terminal/format.js";
import type { NextStep } from "../terminal/runEvent.js";
import type { DeliveryCounts } from "./deliveryCounts.js";

/** The end of `smn-sms report`. `--json` prints it as one line. */
export interface ReportSummary extends DeliveryCounts {
  event: "report";
  file: string;
  exit_code: number;
  /** Path of the report; `null` for standard output. */
  report: string | null;
  /** Whether part of the run is so old that its reports are gone. */
  too_old: boolean;
}

const SHOWN_FAILURES = 10;

/** The summary, and what to do next. */
export function reportText(summary: ReportSummary, command: readonly string[], columns: number): string {
  const { file, rows, accepted, parts, report, too_old } = summary;
  const lines = [
    "",
    `${file}: ${counted(rows, "row")}, ${formatCount(accepted)} accepted by the service`,
    "",
  ];
  const table = tableOf(summary);
  const label = Math.max(...table.map(([name]) => displayWidth(name)));
  const width = Math.max(...table.map(([, count]) => formatCount(count).length));
  for (const [name, count, meaning] of table) {
    const padded = name + " ".repeat(label - displayWidth(name));
    const line = `  ${padded}  ${formatCount(count).padStart(width)}  ${meaning}`.trimEnd();
    lines.push(wrap(line, columns, " ".repeat(label + width + 6)));
  }
  lines.push("", `Billed, as far as reported: ${counted(parts, "part")}`);
  if (report !== null) lines.push(`Report, row by row: ${report}`);
  const advice = adviceOn(summary);
  if (advice.length > 0) lines.push("", "What to do next");
  for (const { text, again } of advice) {
    lines.push(wrap(`- ${text}`, columns, "  "));
    if (again) lines.push(commandText(command, columns));
  }
  if (too_old)
    lines.push("", wrap("Part of the run is older than three months: its reports are gone.", columns));
  return lines.join("\n");
}

/** The same advice, for the page. */
export function reportSteps(summary: ReportSummary, command: readonly string[]): NextStep[] {
  return adviceOn(summary).map(({ text, again }) => {
    const [concerns = "", ...advice] = text.split(": ");
    return { concerns, advice: advice.join(": "), ...(again && { command }) };
  });
}

function tableOf(summary: ReportSummary): (readonly [string, number, string])[] {
  const { delivered, failed, waiting, unlisted, rejected, invalid, unsent, unknown } = summary;
  const failures = Object.entries(summary.failures).sort(([, a], [, b]) => b - a);
  const more = failures.slice(SHOWN_FAILURES).reduce((sum, [, count]) => sum + count, 0);
  return [
    ["delivered", delivered, ""],
    ["failed", failed, failed > 0 ? "the carrier could not deliver them:" : ""],
    ...failures.slice(0, SHOWN_FAILURES).map(([word, count]) => [`  ${word}`, count, ""] as const),
    ...(more > 0 ? [["  other reasons", more, ""] as const] : []),
    ["waiting", waiting, waiting > 0 ? "sent; the carrier has not reported yet" : ""],
    ["unlisted", unlisted, unlisted > 0 ? "accepted, but the service lists no report" : ""],
    ["rejected", rejected, rejected > 0 ? "refused by the service; not sent" : ""],
    ["invalid", invalid, invalid > 0 ? "break a rule; never sent" : ""],
    ["unsent", unsent, unsent > 0 ? "certainly not sent" : ""],
    ["unknown", unknown, unknown > 0 ? "may or may not have been sent" : ""],
  ];
}

function adviceOn(summary: ReportSummary): { text: string; again: boolean }[] {
  const { waiting, unlisted, unknown, unsent, rejected, invalid, too_old } = summary;
  const advice: { text: string; again: boolean }[] = [];
  if (waiting + unlisted > 0 && !(waiting === 0 && too_old))
    advice.push({ text: "waiting, unlisted: reports may take hours. Ask again later:", again: true });
  if (unlisted > 0)
    advice.push({
      text: "unlisted that stay so: check that --sign-id is the signature they were sent with.",
      again: false,
    });
  if (unknown > 0)
    advice.push({ text: "unknown: smn-sms reconcile finds out which of them were sent.", again: false });
  if (unsent + rejected + invalid > 0)
    advice.push({ text: "not accepted: the results of smn-sms send say why, row by row.", again: false });
  return advice;
}
