import { exitCodes, type Counts, type ExitCode } from "../base/exitCode.js";
import { otherCommand } from "./otherCommand.js";
import type { NextStep } from "./runEvent.js";

export interface Situation {
  readonly counts: Counts;
  readonly exitCode: ExitCode;
  /** The arguments of this run, the name of the program included. */
  readonly command: readonly string[];
  /** Whether a journal is kept, so that a later run can resume. */
  readonly canResume: boolean;
  /** Whether the journal was lost, so that nothing shows a later run what was sent. */
  readonly isLost?: boolean;
  /** The names that these columns have in the results. */
  readonly columns: { readonly status: string; readonly code: string; readonly reason: string };
}

const RESEND = "--resend-unknown-and-risk-duplicates";
/** Options of `smn-sms send` that choose the rows of one run, with whether they take a value. */
const CHOOSING: ReadonlyMap<string, boolean> = new Map([
  [RESEND, false],
  ["--new-run-and-risk-duplicates", false],
  ["--retry", true],
  ["--first", true],
  ["--test-to", true],
]);

/** Advice on each count that is not zero. */
export function nextSteps({ counts, exitCode, command, canResume, isLost, columns }: Situation): NextStep[] {
  const plain = withoutRetry(command);
  const steps: NextStep[] = [];
  const add = (concerns: string, advice: string, again?: readonly string[]): void =>
    void steps.push({ concerns, advice, ...(canResume && again !== undefined ? { command: again } : {}) });
  const copy = `put their rows into a new file (see column ${columns.status}) and send that`;

  if (isLost)
    add(
      "run",
      "do not run the same command without the very journal that this run wrote to: it may send again what was sent.",
    );
  if (counts.unsent > 0) {
    const mend = exitCode === exitCodes.stopped ? "once the cause is fixed, " : "";
    add(
      "unsent",
      canResume ? `${mend}the same command sends them, and nothing twice:` : `${mend}${copy}.`,
      plain,
    );
  }
  if (counts.unknown > 0) {
    if (canResume) {
      const ask = "ask the service for its reports on them, no earlier than 20 minutes after the run:";
      add("unknown", ask, reconcileCommand(plain));
      const resend = "if they stay unknown and a duplicate is acceptable, send them all again:";
      add("unknown", resend, [...plain, RESEND]);
    } else {
      add(
        "unknown",
        `check the service's reports to see whether they were sent. For those that were not, ${copy}.`,
      );
    }
  }
  if (counts.rejected > 0) {
    const why = `columns ${columns.code} and ${columns.reason} say why.`;
    add(
      "rejected",
      canResume ? `${why} Once the cause is fixed, send them again:` : `${why} Once it is fixed, ${copy}.`,
      [...plain, "--retry", "rejected"],
    );
  }
  if (counts.invalid > 0)
    add(
      "invalid",
      `column ${columns.reason} says what is wrong. Put those rows, corrected, into a new file and send that.`,
    );
  return steps;
}

/** Options of `smn-sms send` that have to do with sending only, with whether they take a value. */
const SENDING_ONLY: ReadonlyMap<string, boolean> = new Map([
  ["--yes", false],
  ["--dry-run", false],
  ["--page", false],
  ["--ignore-hangup", false],
  ["--no-correlate", false],
  ["--skip-damaged-rows", false],
  ["--exclude", true],
  ["--max-parts", true],
  ["--concurrency", true],
  ["--rate", true],
  ["--batch-size", true],
  ["--path", true],
]);

/** The `reconcile` command for a `send` command. */
export function reconcileCommand(send: readonly string[]): string[] {
  return otherCommand(withoutRetry(send), "send", "reconcile", SENDING_ONLY);
}

/** The command without the options that chose the rows of this run. */
export function withoutRetry(command: readonly string[]): string[] {
  return otherCommand(command, "send", "send", CHOOSING);
}
