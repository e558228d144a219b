import type { OpenReason } from "../../reconcile/reconcileOptions.js";
import { counted, formatCount, wrap } from "../terminal/format.js";

/** The findings of `smn-sms reconcile`. `--json` prints them as one line. */
export interface ReconcileEvent {
  event: "reconcile";
  file: string;
  journal: string;
  /** Messages that were unknown before. */
  checked: number;
  accepted: number;
  unsent: number;
  unknown: number;
  /** Why messages are still unknown. */
  reasons: Partial<Record<OpenReason, number>>;
}

export function noVerdicts(): Pick<
  ReconcileEvent,
  "checked" | "accepted" | "unsent" | "unknown" | "reasons"
> {
  return { checked: 0, accepted: 0, unsent: 0, unknown: 0, reasons: {} };
}

const REASONS: Readonly<Record<OpenReason, string>> = {
  too_early: "have no report yet, and were sent just now: ask later",
  too_old: "were sent more than three months ago: no reports are kept",
  no_sign: "have their signature in the text: add --text-signs",
  no_code: "have no code, and reports on their number may be theirs",
  shared_code: "share number and extend_code with another row",
  other_number: "have a report for a differently written number",
  several: "have several reports: they were sent more than once",
  no_message: "can no longer be read from the file",
};

export function reconcileText(event: ReconcileEvent, columns: number): string {
  const { file, checked, accepted, unsent, unknown, reasons } = event;
  if (checked === 0) return `${file}: nothing was unknown.`;
  const lines = ["", `${file}: ${counted(checked, "message")} ${checked === 1 ? "was" : "were"} unknown`, ""];
  const table = [
    ["accepted", accepted, "have a report: they were sent"],
    ["unsent", unsent, "have none: they were not sent"],
    ["unknown", unknown, unknown === 0 ? "" : "still undecided:"],
  ] as const;
  const width = formatCount(checked).length;
  for (const [status, count, meaning] of table)
    lines.push(`  ${status.padEnd(8)}  ${formatCount(count).padStart(width)}  ${meaning}`.trimEnd());
  for (const [reason, count] of Object.entries(reasons))
    lines.push(
      wrap(
        `${" ".repeat(14 + width)}${formatCount(count)} ${REASONS[reason as OpenReason]}`,
        columns,
        " ".repeat(16 + width),
      ),
    );
  return lines.join("\n");
}
