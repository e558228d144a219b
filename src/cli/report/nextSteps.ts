import { exitCodes, type Counts, type ExitCode } from "../exitCode.js";
import { otherCommand } from "./otherCommand.js";
import type { NextStep } from "./runEvent.js";

export interface Situation {
  readonly counts: Counts;
  readonly exitCode: ExitCode;
  /** The arguments of this run, the name of the program included. */
  readonly command: readonly string[];
  /** Whether a journal is kept that a later run can go on from. */
  readonly canResume: boolean;
  /** The names that these columns have in the results. */
  readonly columns: { readonly status: string; readonly code: string; readonly reason: string };
}

const RESEND = "--resend-unknown-and-risk-duplicates";

/** What a user can do about each count that is not zero. */
export function nextSteps({ counts, exitCode, command, canResume, columns }: Situation): NextStep[] {
  const plain = withoutRetry(command);
  const steps: NextStep[] = [];
  const add = (concerns: string, advice: string, again?: readonly string[]): void =>
    void steps.push({ concerns, advice, ...(canResume && again !== undefined ? { command: again } : {}) });
  const copy = `put their rows into a new file (column ${columns.status} finds them) and send that`;

  if (counts.unsent > 0) {
    const mend = exitCode === exitCodes.stopped ? "when what stopped the run is mended, " : "";
    add(
      "unsent",
      canResume ? `${mend}the same command sends them, and nothing twice:` : `${mend}${copy}.`,
      plain,
    );
  }
  if (counts.unknown > 0) {
    if (canResume) {
      const ask = "ask the service for its reports on them, 20 minutes after the run at the earliest:";
      add("unknown", ask, reconcileCommand(plain));
      const resend = "if they stay unknown, and a text may come twice, send them all again:";
      add("unknown", resend, [...plain, RESEND]);
    } else {
      add(
        "unknown",
        `look in the service's reports whether they were sent. For those that were not, ${copy}.`,
      );
    }
  }
  if (counts.rejected > 0) {
    const why = `columns ${columns.code} and ${columns.reason} say why.`;
    add(
      "rejected",
      canResume ? `${why} When the cause is mended, send them again:` : `${why} When it is mended, ${copy}.`,
      [...plain, "--retry", "rejected"],
    );
  }
  if (counts.invalid > 0)
    add(
      "invalid",
      `column ${columns.reason} says what is wrong. Correct those rows in a new file and send that.`,
    );
  return steps;
}

/** Options of `smn-sms send` that have to do with sending only, with whether they take a value. */
const SENDING_ONLY: ReadonlyMap<string, boolean> = new Map([
  ["--yes", false],
  ["--dry-run", false],
  ["--no-correlate", false],
  ["--max-parts", true],
  ["--concurrency", true],
  ["--rate", true],
  ["--batch-size", true],
  ["--path", true],
]);

/** The command that asks what became of the messages which a command sent. */
export function reconcileCommand(send: readonly string[]): string[] {
  return otherCommand(withoutRetry(send), "send", "reconcile", SENDING_ONLY);
}

/** The command as it was, without what chose the rows of this run. */
export function withoutRetry(command: readonly string[]): string[] {
  return command.filter(
    (word, place) =>
      word !== "--retry" &&
      command[place - 1] !== "--retry" &&
      !word.startsWith("--retry=") &&
      word !== RESEND,
  );
}
