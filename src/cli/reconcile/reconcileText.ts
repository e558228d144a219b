import type { ControlFailure, OpenReason, Verdict } from "../../reconcile/reconcileOptions.js";
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
  /** Why accepted messages do not show that reports are complete, where that is the reason. */
  controls?: Partial<Record<ControlFailure, number>>;
}

export function noVerdicts(): Pick<
  ReconcileEvent,
  "checked" | "accepted" | "unsent" | "unknown" | "reasons"
> {
  return { checked: 0, accepted: 0, unsent: 0, unknown: 0, reasons: {} };
}

/** Counts one more message. */
export function addVerdict(event: ReconcileEvent, verdict: Verdict): void {
  event.checked++;
  event[verdict.status]++;
  if (verdict.status !== "unknown") return;
  const { reason, control } = verdict;
  event.reasons[reason] = (event.reasons[reason] ?? 0) + 1;
  if (control === undefined) return;
  event.controls = { ...event.controls, [control]: (event.controls?.[control] ?? 0) + 1 };
}

const REASONS: Readonly<Record<Exclude<OpenReason, "no_control">, string>> = {
  too_early: "have no report yet, and were sent just now: ask later",
  too_old: "were sent more than three months ago: no reports are kept",
  no_sign: "have their signature in the text: add --text-signs",
  no_code: "have no code, and reports on their number may be theirs",
  shared_code: "share number and extend_code with another row",
  other_number: "have a report for a differently written number",
  several: "have several reports: they were sent more than once",
  no_message: "can no longer be read from the file",
};

const CONTROLS: Readonly<Record<ControlFailure, string>> = {
  none: "have no report, but no accepted message nearby to check the reports by: see --unsent-without-control",
  missing: "have no report, but accepted ones have none either: check the project, or ask later",
  altered: "have no report, but reports show accepted ones with another number or code: compare by hand",
};

export function reconcileText(event: ReconcileEvent, columns: number): string {
  const { file, checked, accepted, unsent, unknown, reasons, controls } = event;
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
  const texts = { ...REASONS, ...CONTROLS };
  // Those without a control are counted by the reason why there is none.
  const others = Object.entries(reasons).filter(([reason]) => reason !== "no_control");
  for (const [name, count] of [...others, ...Object.entries(controls ?? {})])
    lines.push(
      wrap(
        `${" ".repeat(14 + width)}${formatCount(count)} ${texts[name as keyof typeof texts]}`,
        columns,
        " ".repeat(16 + width),
      ),
    );
  return lines.join("\n");
}
