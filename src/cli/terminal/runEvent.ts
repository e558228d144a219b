import type { Counts, ExitCode } from "../base/exitCode.js";
import type { RowsCheck } from "../rows/checkRows.js";

/** Everything that a run tells, in the order of time. `--json` prints each of them as one line. */
export type RunEvent =
  | CheckEvent
  | ResumeEvent
  | ProgressEvent
  | { event: "pause"; seconds: number; reason: string }
  | { event: "unmatched"; request_id: string; results: readonly string[] }
  | { event: "stopping" }
  | SummaryEvent;

/** The whole file was read. */
export interface CheckEvent extends RowsCheck {
  event: "check";
  file: string;
  dry_run: boolean;
}

/** A journal of an earlier run was found. */
export interface ResumeEvent {
  event: "resume";
  journal: string;
  /** Rows that have an outcome already, by status; `intended` ones have none and become `unknown`. */
  settled: Counts & { intended: number };
  /** Messages still to be sent. */
  to_send: number;
  parts: number;
}

/** How far the run is. */
export interface ProgressEvent extends Counts {
  event: "progress";
  /** Rows of this run that have their outcome. */
  done: number;
  /** Rows of this run. */
  total: number;
  per_second: number;
  /** `null` as long as it cannot be told. */
  seconds_left: number | null;
}

/** The end of a run that sent, or tried to. */
export interface SummaryEvent extends Counts {
  event: "summary";
  file: string;
  rows: number;
  exit_code: ExitCode;
  /** Path of the results; `null` when they went to standard output or could not be written. */
  results: string | null;
  /** Path of the journal; `null` when there is none to resume from. */
  journal: string | null;
  /** Why the run stopped before its end. */
  stopped: string | null;
  /** What to do next, each with the command for it where there is one. */
  next: readonly NextStep[];
}

export interface NextStep {
  /** A status, or `"run"` for the run as a whole. */
  concerns: string;
  advice: string;
  /** The arguments of the command, the name of the program included. */
  command?: readonly string[];
}

/** Shows a run to someone. */
export interface Reporter {
  report(event: RunEvent): void;
  /** Cleans up the display, before a question, an error or the end. */
  rest(): void;
}
