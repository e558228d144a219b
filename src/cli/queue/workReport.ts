import { SmnError } from "../../base/errors.js";
import { databaseReason } from "../../ledger/databaseReason.js";
import type { JobOutcome } from "../../ledger/job.js";
import type { CliEnvironment } from "../base/environment.js";
import { CliError } from "../base/cliError.js";
import { noCounts } from "../base/exitCode.js";
import { countsText } from "./countsText.js";
import { inCommands } from "./inCommands.js";

/** Tells what a worker does. */
export interface WorkReport {
  started(): void;
  warning(text: string): void;
  outcomes(outcomes: readonly JobOutcome[]): void;
  failure(error: unknown): void;
  /** An error in one sentence, without numbers and texts. */
  reasonOf(error: unknown): string;
  stopping(): void;
  ended(): void;
}

const EVERY_MS = 10_000;
/** They pass by themselves; the engine delivers the job again. */
const PASSING = new Set<string | undefined>(["busy", "paused"]);

/** One line every ten seconds, on standard error; with `--json` objects on standard output. */
export function createWorkReport(
  { stdout, stderr, clock }: Pick<CliEnvironment, "stdout" | "stderr" | "clock">,
  isJson: boolean,
): WorkReport {
  const counts = noCounts();
  const say = (event: Readonly<Record<string, unknown>>, text: string): void => {
    if (isJson) stdout.write(`${JSON.stringify(event)}\n`);
    else stderr.write(`${text}\n`);
  };
  let nextAt = clock.now() + EVERY_MS;
  let lastFailure = "";
  const progress = (): void => say({ event: "progress", ...counts }, `This worker: ${countsText(counts)}`);
  return {
    started: () =>
      say({ event: "working" }, "Waiting for jobs. Ctrl-C, or SIGTERM, stops after what is under way."),
    warning(words) {
      const message = inCommands(words);
      say({ event: "warning", message }, message);
    },
    outcomes(outcomes) {
      for (const { status } of outcomes) counts[status]++;
      if (clock.now() < nextAt) return;
      nextAt = clock.now() + EVERY_MS;
      progress();
    },
    failure(error) {
      const reason = error instanceof SmnError ? error.reason : undefined;
      if (reason === "busy") return;
      const message = textOf(error);
      if (message === lastFailure) return;
      lastFailure = message;
      say({ event: PASSING.has(reason) ? "waiting" : "failure", message }, message);
    },
    reasonOf: textOf,
    stopping: () => say({ event: "stopping" }, "Stopping: waiting for the requests in flight."),
    ended: () => say({ event: "worked", ...counts }, `This worker: ${countsText(counts)}`),
  };
}

function textOf(error: unknown): string {
  return error instanceof SmnError || error instanceof CliError
    ? inCommands(error.message)
    : databaseReason(error);
}
