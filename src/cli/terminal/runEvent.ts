import type { OutcomeStatus } from "../../messages/outcome.js";
import type { Counts, ExitCode } from "../base/exitCode.js";
import type { Unreachable } from "../connection/reachService.js";
import type { RowsCheck, Sample } from "../rows/checkRows.js";

/** Everything that a run tells, in the order of time. `--json` prints each of them as one line. */
export type RunEvent =
  | CheckEvent
  | ResumeEvent
  | ProgressEvent
  | { event: "pause"; seconds: number; reason: string }
  | UnreachableEvent
  | { event: "unmatched"; request_id: string; results: readonly string[] }
  | { event: "stopping" }
  | { event: "declined"; exit_code: ExitCode }
  | SamplesEvent
  | TestEvent
  | InputChangedEvent
  | SameNumbersEvent
  | { event: "dry_run_end" }
  | SummaryEvent;

/** The whole file was read. */
export interface CheckEvent extends RowsCheck {
  event: "check";
  file: string;
  /** How its rows are counted. */
  unit: "line" | "row";
  dry_run: boolean;
  /** Numbers on the list of `--exclude`; `null` without one. */
  exclude_list: number | null;
  /** The first made texts, in a dry run only. */
  samples?: readonly Sample[];
}

/** The first made texts. Shown only on request: in a dry run, and before the question. */
export interface SamplesEvent {
  event: "samples";
  samples: readonly Sample[];
  /** Messages to be sent. */
  valid: number;
  /** Those of them whose signature's name is not known, so that it is not in the texts. */
  unsigned: number;
}

/** There is no connection to the service, before anything was sent. It is tried again. */
export interface UnreachableEvent extends Unreachable {
  event: "unreachable";
}

/** The end of a test to one number. */
export interface TestEvent {
  event: "test";
  /** The number, masked. */
  endpoint: string;
  status: OutcomeStatus;
  /** Of an accepted message. */
  message_id: string | null;
  /** Why it was not accepted. */
  reason: string | null;
}

/** The file is not what it was when its run began. */
export interface InputChangedEvent {
  event: "input_changed";
  file: string;
  /** `before`: it has grown since an earlier run; `during`: it was changed while this run was going on. */
  when: "before" | "during";
}

/** Journals near the file record runs to its numbers at the same positions: it may have been sent before. */
export interface SameNumbersEvent {
  event: "same_numbers";
  journals: readonly string[];
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
  /** Those of them whose signature's name is not known. */
  unsigned: number;
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
